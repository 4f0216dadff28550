"""The list of conversations, and what is done with it: marking several as reviewed, saving a filter, taking it as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations import list_export, queue, sorting
from console.conversations.exporting import csv_response
from console.conversations.filters import ConversationFilter
from console.conversations.list_forms import MarkReviewedForm, SaveFilterForm, Seen, seen_in_list
from console.conversations.models import OUTCOMES_EXPLAINED, Conversation, Need, SavedFilter, is_reviewed
from console.conversations.retention import changing
from console.conversations.search_matches import BY_FAMILY, SearchMatch
from console.conversations.summaries import Summary, summaries
from console.conversations.way_back import address_of, address_of_list, query_of
from console.forms import ReasonForm
from console.navigation import page_of

PER_PAGE = 25
LIST = "list of conversations"


@needs(Permission.VIEW_CONVERSATIONS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the conversations that the filters leave, in the order that the address asks for."""
    return _page(request)


@needs(Permission.REVIEW_CONVERSATIONS)
def mark_several(request: HttpRequest) -> HttpResponse:
    """Mark the chosen ones as reviewed, as far as the list showed them; the address carries the list's query."""
    if request.method != "POST":
        return _to_list(request)
    form = MarkReviewedForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    outcomes = [_mark(request, seen) for seen in form.cleaned_data["chosen"]]
    done, waiting = outcomes.count(True), outcomes.count(False)
    if done:
        messages.success(request, f"Marked as reviewed: {done}.")
    if waiting:
        messages.warning(request, f"Still waiting: {waiting}. Open each and read it: it has more than this list shows.")
    return _to_list(request)


@needs(Permission.VIEW_CONVERSATIONS)
def save_filter(request: HttpRequest) -> HttpResponse:
    """Save the filter and order that the address carries under a name."""
    if request.method != "POST":
        return _to_list(request)
    form = _save_form(request, request.POST)
    if not form.is_valid():
        return _page(request, form)
    with transaction.atomic():
        record(request, Action.CHANGE, LIST, "saved a filter")
        form.save()
    messages.success(request, "Your filter is saved.")
    return _to_list(request)


@needs(Permission.VIEW_CONVERSATIONS)
@require_POST
def delete_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an own filter."""
    found = get_object_or_404(SavedFilter, pk=pk, by=request.user.get_username())
    with transaction.atomic():
        record(request, Action.CHANGE, LIST, "deleted a saved filter")
        found.delete()
    messages.success(request, "The saved filter is deleted.")
    return _to_list(request)


@needs(Permission.EXPORT_CONVERSATIONS)
def export(request: HttpRequest) -> HttpResponseBase:
    """Ask why, then download the list as its filters leave it, a row a conversation."""
    sort, chosen = _chosen(request)
    if chosen.form.errors:
        return _to_list(request)
    count = chosen.qs.count()
    form = ReasonForm(request.POST if request.method == "POST" else None, question="Why do you need this list?")
    if request.method == "POST" and form.is_valid():
        record(request, Action.EXPORT, f"{LIST}, rows: {count}", form.cleaned_data["reason"])
        rows = list_export.as_rows(sorting.in_order(chosen.qs, sort))
        return csv_response("conversations", list_export.COLUMNS, rows, is_streamed=True)
    context = {"form": form, "count": count, "list_address": address_of_list(query_of(request.GET))}
    return render(request, "conversations/export_list.html", context, status=400 if form.errors else 200)


def _page(request: HttpRequest, wrong: forms.Form | None = None) -> HttpResponse:
    """Return the list, perhaps with a form on it that has errors."""
    record(request, Action.VIEW, LIST)
    sort, chosen = _chosen(request)
    query, has_filter = query_of(request.GET), bool(query_of(request.GET, "sort", "page"))
    ids = sorting.in_order(chosen.qs, sort).values_list("pk", flat=True)
    # Filters are costly: they are gone through once, not once to count and once more for the page.
    page = page_of(request, list(ids) if has_filter else ids, PER_PAGE)
    on_page = list(page.object_list)
    found = Conversation.objects.annotate(is_reviewed=is_reviewed()).in_bulk(on_page)
    matches = chosen.matches(on_page)
    context = {
        "filter": chosen,
        "form": wrong or chosen.form,  # the one with errors, for their summary
        "has_filter": has_filter,
        "sort": sort,
        "columns": sorting.columns(sort),
        "page": page,
        "rows": [
            _row(one, query, matches.get(one.conversation.pk))
            for one in summaries(found[pk] for pk in on_page if pk in found)
        ],
        "query": query,
        "save_form": wrong if isinstance(wrong, SaveFilterForm) else _save_form(request),
        "mark_form": wrong if isinstance(wrong, MarkReviewedForm) else None,
        "saved_filters": SavedFilter.objects.filter(by=request.user.get_username()).order_by("name"),
        "is_empty": not Conversation.objects.exists(),
        "outcomes": [(outcome.label, words) for outcome, words in OUTCOMES_EXPLAINED.items()],
        "may_review": may(request, Permission.REVIEW_CONVERSATIONS),
        "may_hold": may(request, Permission.HOLD_CONVERSATIONS),
        "may_export": may(request, Permission.EXPORT_CONVERSATIONS),
        "waiting": queue.waiting().count(),
    }
    return render(request, "conversations/index.html", context, status=400 if wrong else 200)


def _chosen(request: HttpRequest) -> tuple[str, ConversationFilter]:
    return sorting.sort_of(request.GET.get("sort", "")), ConversationFilter(request.GET or None, Conversation.objects.all())


def _row(summary: Summary, query: str, match: SearchMatch | None) -> dict[str, Any]:
    """Return a row with its link, which opens where a search was found, and its box if it may be marked from here."""
    whole, part = summary.conversation, match.part if match else ""
    # Where somebody may be in danger a person reads the whole of it first.
    box = "" if whole.is_reviewed or whole.need == Need.SAFETY else seen_in_list(whole)
    address = address_of(whole.pk, query, part)
    first = summary.first
    is_first = match and first and (match.where, match.part) == (BY_FAMILY, f"message-{first.number}")
    row = {"summary": summary, "conversation": whole, "address": address, "box": box}
    return {**row, "match": match, "began_with": first.text if first and not is_first else ""}


def _mark(request: HttpRequest, seen: Seen) -> bool | None:
    """Mark one; True if all of it is reviewed now, False if it still waits, None if it has been removed."""
    if Conversation.objects.filter(pk=seen.sender_id, need=Need.SAFETY).exists():
        return False
    try:
        with changing(request, seen.sender_id, Action.CHANGE, "marked it reviewed from the list"):
            return queue.mark_reviewed(seen.sender_id, request.user.get_username(), seen.messages, seen.thumbs_down)
    except Http404:
        return None


def _save_form(request: HttpRequest, sent: Any = None) -> SaveFilterForm:
    return SaveFilterForm(sent, by=request.user.get_username(), query=query_of(request.GET, "page"))


def _to_list(request: HttpRequest) -> HttpResponse:
    return redirect(address_of_list(query_of(request.GET)))
