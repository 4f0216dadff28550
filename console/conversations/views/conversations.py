"""The list of conversations, and one conversation as a file."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations import exporting, queue
from console.conversations.exporting import csv_response
from console.conversations.filters import ConversationFilter
from console.conversations.models import OUTCOMES_EXPLAINED, Conversation, is_reviewed
from console.conversations.summaries import summaries
from console.navigation import page_of

PER_PAGE = 25


@needs(Permission.VIEW_CONVERSATIONS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the conversations that the filters leave, the latest first."""
    record(request, Action.VIEW, "list of conversations")
    conversations = Conversation.objects.annotate(is_reviewed=is_reviewed()).order_by("-last_at", "sender_id")
    chosen = ConversationFilter(request.GET or None, conversations)
    page = page_of(request, chosen.qs, PER_PAGE)
    context = {
        "filter": chosen,
        "page": page,
        "rows": summaries(page.object_list),
        "is_empty": not Conversation.objects.exists(),
        "outcomes": [(outcome.label, words) for outcome, words in OUTCOMES_EXPLAINED.items()],
        "may_hold": may(request, Permission.HOLD_CONVERSATIONS),
        "waiting": queue.waiting().count(),
    }
    return render(request, "conversations/index.html", context)


@needs(Permission.EXPORT_CONVERSATIONS)
@require_POST
def export_json(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Download one conversation as JSON."""
    get_object_or_404(Conversation, pk=sender_id)
    record(request, Action.EXPORT, f"conversation {sender_id}", "as JSON")
    response = JsonResponse(
        exporting.as_json(sender_id), exporting.LocalTimes, json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = f'attachment; filename="{_file_name(sender_id)}.json"'
    return response


@needs(Permission.EXPORT_CONVERSATIONS)
@require_POST
def export_csv(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Download one conversation as CSV."""
    get_object_or_404(Conversation, pk=sender_id)
    record(request, Action.EXPORT, f"conversation {sender_id}", "as CSV")
    return csv_response(_file_name(sender_id), exporting.COLUMNS, exporting.as_rows(sender_id))


def _file_name(sender_id: str) -> str:
    return "conversation-" + re.sub(r"[^A-Za-z0-9-]", "_", sender_id)
