"""The list of conversations, and the queue."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.log import record
from console.audit.models import Action
from console.conversations import queue
from console.conversations.catching_up import catch_up
from console.conversations.filters import ConversationFilter
from console.conversations.index_models import OUTCOMES_EXPLAINED, Conversation
from console.conversations.summaries import summaries
from console.paging import page_of

PER_PAGE = 25


@needs(Permission.VIEW_CONVERSATIONS)
def index(request: HttpRequest) -> HttpResponse:
    """The conversations that the filters leave, the latest first."""
    is_complete = catch_up()
    record(request, Action.VIEW, "list of conversations")
    chosen = ConversationFilter(request.GET or None, Conversation.objects.order_by("-last_at", "sender_id"))
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


@needs(Permission.REVIEW_CONVERSATIONS)
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Go to the conversation that is most in need of a look, which nobody else then gets."""
    catch_up()
    sender_id = queue.take_next(request.user.get_username())
    if sender_id is None:
        messages.success(request, "Nothing is waiting for you. Come back later, or look through the list.")
        return redirect("conversations:index")
    return redirect("conversations:conversation", sender_id)
