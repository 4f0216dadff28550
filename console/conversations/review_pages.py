"""What reviewers do on a conversation's page: tags, notes, reviewed; and the page on which they judge a message."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.log import record
from console.audit.models import Action
from console.conversations import queue
from console.conversations.index_models import Conversation, Message
from console.conversations.judging import JudgementForm, as_chosen
from console.conversations.review_models import Judgement, Note, Tag
from console.no_details import no_details

reviews = needs(Permission.REVIEW_CONVERSATIONS)
NOTE = CharField(
    max_length=2000,
    validators=[no_details],
    error_messages=dict.fromkeys(("required", "max_length"), "Write a note of at most 2000 characters."),
)
TAG = CharField(
    max_length=40,
    validators=[no_details],
    error_messages=dict.fromkeys(("required", "max_length"), "Write a tag of at most 40 characters."),
)


@reviews
@require_POST
def add_note(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Keep a note for colleagues."""
    get_object_or_404(Conversation, pk=sender_id)
    try:
        text = NOTE.clean(request.POST.get("text"))
    except ValidationError as error:
        messages.error(request, f"{error.messages[0]} It was not kept.")
        return _back(sender_id)
    with _change(request, sender_id, "wrote a note"):
        Note.objects.create(sender_id=sender_id, text=text, by=request.user.get_username())
    messages.success(request, "Your note is kept.")
    return _back(sender_id)


@reviews
@require_POST
def add_tag(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Put a tag on."""
    get_object_or_404(Conversation, pk=sender_id)
    try:
        name = TAG.clean(" ".join(request.POST.get("name", "").lower().split()))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return _back(sender_id)
    with _change(request, sender_id, "added a tag"):
        Tag.objects.get_or_create(sender_id=sender_id, name=name)
    return _back(sender_id)


@reviews
@require_POST
def remove_tag(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Take a tag off."""
    name = request.POST.get("name", "").replace("\x00", "")
    with _change(request, sender_id, "removed a tag"):
        Tag.objects.filter(sender_id=sender_id, name=name).delete()
    return _back(sender_id)


@reviews
@require_POST
def mark_reviewed(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Note that somebody has been through it; the page then offers the next."""
    with _change(request, sender_id, "marked it reviewed"):
        queue.mark_reviewed(sender_id, request.user.get_username())
    messages.success(request, "Marked as reviewed.")
    return _back(sender_id)


@reviews
@require_POST
def mark_unreviewed(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Put it back among those that nobody has been through."""
    with _change(request, sender_id, "marked it not reviewed"):
        queue.mark_unreviewed(sender_id)
    return _back(sender_id)


@reviews
def judge(request: HttpRequest, sender_id: str, message_id: str) -> HttpResponse:
    """Say whether the assistant took a message right."""
    message = get_object_or_404(Message, conversation_id=sender_id, message_id=message_id)
    earlier = Judgement.objects.filter(sender_id=sender_id, message_id=message_id).first()
    sent = request.POST if request.method == "POST" else None
    form = JudgementForm(sent, message=message, initial=as_chosen(earlier) if earlier else None)
    if request.method == "POST" and form.is_valid():
        with _change(request, sender_id, "judged a message"):
            form.save(request.user.get_username())
        messages.success(request, "Your judgement is kept for the trainers.")
        return _back(sender_id)
    if request.method != "POST":
        record(request, Action.VIEW, f"conversation {sender_id}")
    context = {"form": form, "message": message, "earlier": earlier}
    return render(request, "conversations/judge.html", context, status=400 if form.errors else 200)


@contextlib.contextmanager
def _change(request: HttpRequest, sender_id: str, what: str) -> Iterator[None]:
    """A transaction in which something changes about a conversation, noted in the audit log.

    Raises:
        Http404: there is no such conversation.
    """
    get_object_or_404(Conversation, pk=sender_id)
    with transaction.atomic():
        record(request, Action.CHANGE, f"conversation {sender_id}", what)
        yield


def _back(sender_id: str) -> HttpResponse:
    return redirect("conversations:conversation", sender_id)
