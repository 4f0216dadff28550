"""The list of conversations, one conversation with what staff may do about it, and the same as a file."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations import exporting, queue
from console.conversations.exporting import csv_response
from console.conversations.filters import ConversationFilter
from console.conversations.forms import NoteForm
from console.conversations.models import OUTCOMES_EXPLAINED, Conversation, Judgement, Note, Review, Tag, is_reviewed
from console.conversations.retention import hold_of
from console.conversations.summaries import summaries
from console.conversations.transcript import goes_on_as, transcript
from console.handoffs.models import HandOff, State
from console.navigation import page_of

PER_PAGE = 25


@needs(Permission.VIEW_CONVERSATIONS)
def index(request: HttpRequest) -> HttpResponse:
    """The conversations that the filters leave, the latest first."""
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


@needs(Permission.VIEW_CONVERSATIONS)
def conversation(request: HttpRequest, sender_id: str) -> HttpResponse:
    """What was said, in order, and what the assistant made of it."""
    return page_of_conversation(request, sender_id, NoteForm())


def page_of_conversation(request: HttpRequest, sender_id: str, note_form: NoteForm) -> HttpResponse:
    """The page, with a note that is still to be written or corrected."""
    found = get_object_or_404(Conversation.objects.annotate(is_reviewed=is_reviewed()), pk=sender_id)
    record(request, Action.VIEW, f"conversation {sender_id}")
    hold, review = hold_of(sender_id), Review.objects.filter(sender_id=sender_id).first()
    judgements = {judgement.message_id: judgement for judgement in Judgement.objects.filter(sender_id=sender_id)}
    claimant, me = review.claimant if review else "", request.user.get_username()
    context = {
        "conversation": found,
        "exchanges": [(exchange, judgements.get(exchange.message_id)) for exchange in transcript(sender_id)],
        "hand_offs": _hand_offs(sender_id),
        "goes_on_as": goes_on_as(sender_id),
        "hold": hold,
        "held_since": datetime.fromtimestamp(hold.held_at, timezone.utc) if hold else None,
        "review": review,
        "claimed_by": claimant if claimant != me else "",
        "is_mine": claimant == me,
        "note_form": note_form,
        "notes": Note.objects.filter(sender_id=sender_id).order_by("at"),
        "tags": Tag.objects.filter(sender_id=sender_id).order_by("name"),
        "may_review": may(request, Permission.REVIEW_CONVERSATIONS),
        "may_hold": may(request, Permission.HOLD_CONVERSATIONS),
        "may_export": may(request, Permission.EXPORT_CONVERSATIONS),
        "may_erase": may(request, Permission.ERASE_CONVERSATIONS),
    }
    return render(request, "conversations/conversation.html", context, status=400 if note_form.errors else 200)


@needs(Permission.EXPORT_CONVERSATIONS)
@require_POST
def export_json(request: HttpRequest, sender_id: str) -> HttpResponse:
    """One conversation as JSON."""
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
    """One conversation as CSV."""
    get_object_or_404(Conversation, pk=sender_id)
    record(request, Action.EXPORT, f"conversation {sender_id}", "as CSV")
    return csv_response(_file_name(sender_id), exporting.COLUMNS, exporting.as_rows(sender_id))


def _hand_offs(sender_id: str) -> list[tuple[HandOff, str]]:
    """The messages for NSCP, each with the address of its page, if there is one."""
    saved = HandOff.objects.filter(sender_id=sender_id).exclude(state=State.DRAFT).order_by("saved_at")
    return [(hand_off, _page_of(hand_off)) for hand_off in saved]


def _page_of(hand_off: HandOff) -> str:
    try:
        return str(reverse("handoffs:handoff", args=[hand_off.reference]))
    except NoReverseMatch:
        return ""


def _file_name(sender_id: str) -> str:
    return "conversation-" + re.sub(r"[^A-Za-z0-9-]", "_", sender_id)
