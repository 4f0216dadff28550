"""The page of one conversation: what was said, what reviewers made of it, and what staff may do about it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.attention import message_in_need
from console.conversations.filters import tags_in_use
from console.conversations.forms import JudgementForm, NoteForm, TagForm
from console.conversations.judging import as_chosen, judged
from console.conversations.models import Conversation, Judgement, Message, Note, Outcome, Review, Tag, is_reviewed
from console.conversations.retention import hold_of
from console.conversations.transcript import comes_from, goes_on_as, transcript
from console.conversations.way_back import address_of_list, list_query
from console.handoffs.models import HandOff

JUDGE = "judge"  # in the address: the number of the message whose whole form is open


@needs(Permission.VIEW_CONVERSATIONS)
@require_safe
def conversation(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Show what was said, in order, and what the assistant made of it."""
    return page_of_conversation(request, sender_id)


def page_of_conversation(request: HttpRequest, sender_id: str, wrong: forms.Form | None = None) -> HttpResponse:
    """Return the page; with a note, tag or judgement that is to be corrected, if one is given."""
    found = get_object_or_404(Conversation.objects.annotate(is_reviewed=is_reviewed()), pk=sender_id)
    record(request, Action.VIEW, f"conversation {sender_id}")
    hold, review = hold_of(sender_id), Review.objects.filter(sender_id=sender_id).first()
    claimant, me = review.claimant if review else "", request.user.get_username()
    may_review = may(request, Permission.REVIEW_CONVERSATIONS)
    context = {
        "form": wrong,
        "conversation": found,
        "entries": judged(transcript(sender_id), sender_id, me),
        "in_need": message_in_need(found, review),
        "judge_form": _judge_form(request, sender_id, wrong) if may_review else None,
        "hand_offs": HandOff.objects.saved().filter(sender_id=sender_id).order_by("saved_at"),
        "asked_for_nscp": Message.objects.filter(conversation_id=sender_id, outcome=Outcome.HAND_OFF).exists(),
        "comes_from": comes_from(found),
        "goes_on_as": goes_on_as(sender_id),
        "list_address": address_of_list(list_query(request)),
        "hold": hold,
        "held_since": datetime.fromtimestamp(hold.held_at, timezone.utc) if hold else None,
        "review": review,
        "claimed_by": claimant if claimant != me else "",
        "is_mine": claimant == me,
        "note_form": wrong if isinstance(wrong, NoteForm) else NoteForm(),
        "notes": Note.objects.filter(sender_id=sender_id).order_by("at"),
        "tag_form": wrong if isinstance(wrong, TagForm) else TagForm(),
        "tags_in_use": tags_in_use(),
        "tags": Tag.objects.filter(sender_id=sender_id).order_by("name"),
        "query": rest_of_address(request),
        "me": me,
        "may_review": may_review,
        "may_hold": may(request, Permission.HOLD_CONVERSATIONS),
        "may_export": may(request, Permission.EXPORT_CONVERSATIONS),
        "may_erase": may(request, Permission.ERASE_CONVERSATIONS),
    }
    return render(request, "conversations/conversation.html", context, status=400 if wrong else 200)


def to_conversation(request: HttpRequest, sender_id: str, part: str = "") -> HttpResponse:
    """Lead to a part of the page, with the rest of the address as it was.

    Args:
        request: whose address may say more than the conversation, such as the list to go back to.
        sender_id: the conversation.
        part: id of what gets the focus, such as "message-3"; the top of the page if empty.
    """
    fragment = f"#{part}" if part else ""
    return redirect(f"{reverse('conversations:conversation', args=[sender_id])}{rest_of_address(request)}{fragment}")


def to_message_in_need(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Lead to the message that put the conversation into the queue."""
    found = get_object_or_404(Conversation, pk=sender_id)
    in_need = message_in_need(found, Review.objects.filter(sender_id=sender_id).first())
    return to_conversation(request, sender_id, f"message-{in_need.number}" if in_need else "")


def rest_of_address(request: HttpRequest) -> str:
    """Return what else is in the address, for the addresses that lead back here."""
    left = request.GET.copy()
    left.pop(JUDGE, None)
    return f"?{left.urlencode()}" if left else ""


def _judge_form(request: HttpRequest, sender_id: str, wrong: forms.Form | None) -> JudgementForm | None:
    """Return the form of the one message that is being judged; None if none is."""
    if isinstance(wrong, JudgementForm):
        return wrong
    number = request.GET.get(JUDGE, "")
    is_number = number.isdecimal() and len(number) < 10
    message = Message.objects.filter(conversation_id=sender_id, number=number).first() if is_number else None
    return judgement_form(request, message) if message else None


def judgement_form(request: HttpRequest, message: Message, sent: Any = None) -> JudgementForm:
    """Return the form for a message, with what the reader said of it before."""
    of_message = {"sender_id": message.conversation_id, "message_id": message.message_id}
    mine = Judgement.objects.filter(**of_message, by=request.user.get_username()).first()
    return JudgementForm(sent, message=message, initial=as_chosen(mine) if mine else None)
