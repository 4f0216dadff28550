"""The way back to the list as it was: its filters, order and page, carried in the addresses of the pages it leads to."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from console.conversations.filters import ConversationFilter

CARRIED = "list"  # what the query of the list is called in other pages' addresses
KNOWN = (*ConversationFilter.base_filters, "sort", "page")
LONGEST = 2000  # characters of a query


def query_of(asked: QueryDict, *left_out: str) -> str:
    """Return what the list knows of a query, to stand after its address."""
    known = QueryDict(mutable=True)
    for name, values in asked.lists():
        # A field of several boxes sends "from_day_0" and so on.
        if any(name == one or name.startswith(f"{one}_") for one in KNOWN) and name not in left_out:
            known.setlist(name, values)
    return str(known.urlencode())


def list_query(request: HttpRequest) -> str:
    """Return the query of the list that somebody came from: carried by this address or form, or by the page before it.

    A form on a page leads back to the page without its query, and then the browser still names the page that it was on.
    """
    before = QueryDict(urlsplit(request.headers.get("Referer", "")).query[:LONGEST])
    carried = next((found[CARRIED] for found in (request.GET, request.POST, before) if CARRIED in found), "")
    return query_of(QueryDict(carried[:LONGEST]))


def address_of_list(query: str) -> str:
    """Return the address of the list with a query."""
    return f"{reverse('conversations:index')}{f'?{query}' if query else ''}"


def address_of(sender_id: str, query: str, part: str = "") -> str:
    """Return the address of a conversation that leads back to the list with this query.

    Args:
        sender_id: the conversation.
        query: of the list.
        part: id of what the page opens at, such as "message-3"; the top if empty.
    """
    address = reverse("conversations:conversation", args=[sender_id])
    return f"{address}{f'?{urlencode({CARRIED: query})}' if query else ''}{f'#{part}' if part else ''}"
