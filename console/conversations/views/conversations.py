"""One conversation, with what staff may do about it."""

from __future__ import annotations

from datetime import datetime, timezone

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.filters import tags_in_use
from console.conversations.forms import NoteForm
from console.conversations.models import Conversation, Judgement, Note, Review, Tag, is_reviewed
from console.conversations.retention import hold_of
from console.conversations.transcript import comes_from, goes_on_as, transcript
from console.conversations.way_back import address_of_list, list_query
from console.handoffs.models import HandOff


@needs(Permission.VIEW_CONVERSATIONS)
@require_safe
def conversation(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Show what was said, in order, and what the assistant made of it."""
    return page_of_conversation(request, sender_id, NoteForm())


def page_of_conversation(request: HttpRequest, sender_id: str, note_form: NoteForm) -> HttpResponse:
    """Return the page, with a note that is still to be written or corrected."""
    found = get_object_or_404(Conversation.objects.annotate(is_reviewed=is_reviewed()), pk=sender_id)
    record(request, Action.VIEW, f"conversation {sender_id}")
    hold, review = hold_of(sender_id), Review.objects.filter(sender_id=sender_id).first()
    judgements = {judgement.message_id: judgement for judgement in Judgement.objects.filter(sender_id=sender_id)}
    claimant, me = review.claimant if review else "", request.user.get_username()
    context = {
        "conversation": found,
        "entries": [(entry, judgements.get(entry.message_id)) for entry in transcript(sender_id)],
        "hand_offs": HandOff.objects.saved().filter(sender_id=sender_id).order_by("saved_at"),
        "goes_on_as": goes_on_as(sender_id),
        "comes_from": comes_from(found),
        "list_address": address_of_list(list_query(request)),
        "tags_in_use": tags_in_use(),
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
