"""The list of conversations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations import queue
from console.conversations.catching_up import catch_up
from console.conversations.filters import ConversationFilter
from console.conversations.index_models import OUTCOMES_EXPLAINED, Conversation
from console.conversations.review_models import is_reviewed
from console.conversations.summaries import summaries
from console.navigation import page_of

PER_PAGE = 25


@needs(Permission.VIEW_CONVERSATIONS)
def index(request: HttpRequest) -> HttpResponse:
    """The conversations that the filters leave, the latest first."""
    is_complete = catch_up()
    record(request, Action.VIEW, "list of conversations")
    conversations = Conversation.objects.annotate(is_reviewed=is_reviewed()).order_by("-last_at", "sender_id")
    chosen = ConversationFilter(request.GET or None, conversations)
    page = page_of(request, chosen.qs, PER_PAGE)
    context = {
        "filter": chosen,
        "page": page,
        "rows": summaries(page.object_list),
        "is_complete": is_complete,
        "is_empty": not Conversation.objects.exists(),
        "outcomes": [(outcome.label, words) for outcome, words in OUTCOMES_EXPLAINED.items()],
        "may_hold": may(request, Permission.HOLD_CONVERSATIONS),
        "waiting": queue.waiting().count(),
    }
    return render(request, "conversations/index.html", context)
