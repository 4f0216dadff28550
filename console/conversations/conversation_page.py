"""One conversation, with what staff may do about it."""

from __future__ import annotations

from datetime import datetime, timezone

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.catching_up import catch_up
from console.conversations.goes_on import goes_on_as
from console.conversations.holding import hold_of
from console.conversations.index_models import Conversation
from console.conversations.note_form import NoteForm
from console.conversations.review_models import Judgement, Note, Review, Tag, is_reviewed
from console.conversations.transcript import transcript
from console.handoffs.models import HandOff, State


@needs(Permission.VIEW_CONVERSATIONS)
def conversation(request: HttpRequest, sender_id: str) -> HttpResponse:
    """What was said, in order, and what the assistant made of it."""
    return page_of_conversation(request, sender_id, NoteForm())


def page_of_conversation(request: HttpRequest, sender_id: str, note_form: NoteForm) -> HttpResponse:
    """The page, with a note that is still to be written or mended."""
    catch_up()
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


def _hand_offs(sender_id: str) -> list[tuple[HandOff, str]]:
    """The messages for NSCP, each with the address of its page, if there is one."""
    saved = HandOff.objects.filter(sender_id=sender_id).exclude(state=State.DRAFT).order_by("saved_at")
    return [(hand_off, _page_of(hand_off)) for hand_off in saved]


def _page_of(hand_off: HandOff) -> str:
    try:
        return str(reverse("handoffs:handoff", args=[hand_off.reference]))
    except NoReverseMatch:
        return ""
