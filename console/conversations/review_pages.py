"""What reviewers do on a conversation's page: tags and notes; and the page on which they judge a message."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.changing import changing
from console.conversations.conversation_page import page_of_conversation
from console.conversations.index_models import Message
from console.conversations.judging import JudgementForm, as_chosen
from console.conversations.note_form import NoteForm
from console.conversations.review_models import Judgement, Note, Tag
from console.validators import no_details

reviews = needs(Permission.REVIEW_CONVERSATIONS)
TAG = CharField(
    max_length=40,
    validators=[no_details],
    error_messages=dict.fromkeys(("required", "max_length"), "Write a tag of at most 40 characters."),
)


@reviews
@require_POST
def add_note(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Keep a note for colleagues; one that cannot be kept stays in its box."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return page_of_conversation(request, sender_id, form)
    with changing(request, sender_id, Action.CHANGE, "wrote a note"):
        Note.objects.create(sender_id=sender_id, text=form.cleaned_data["text"], by=request.user.get_username())
    messages.success(request, "Your note is kept.")
    return _back(sender_id)


@reviews
@require_POST
def add_tag(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Put a tag on."""
    try:
        name = TAG.clean(" ".join(request.POST.get("name", "").lower().split()))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return _back(sender_id)
    with changing(request, sender_id, Action.CHANGE, "added a tag"):
        Tag.objects.get_or_create(sender_id=sender_id, name=name)
    return _back(sender_id)


@reviews
@require_POST
def remove_tag(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Take a tag off."""
    name = request.POST.get("name", "").replace("\x00", "")
    with changing(request, sender_id, Action.CHANGE, "removed a tag"):
        Tag.objects.filter(sender_id=sender_id, name=name).delete()
    return _back(sender_id)


@reviews
def judge(request: HttpRequest, sender_id: str, message_id: str) -> HttpResponse:
    """Say whether the assistant took a message right."""
    message = get_object_or_404(Message, conversation_id=sender_id, message_id=message_id)
    earlier = Judgement.objects.filter(sender_id=sender_id, message_id=message_id).first()
    sent = request.POST if request.method == "POST" else None
    form = JudgementForm(sent, message=message, initial=as_chosen(earlier) if earlier else None)
    if request.method == "POST" and form.is_valid():
        with changing(request, sender_id, Action.CHANGE, "judged a message"):
            form.save(request.user.get_username())
        messages.success(request, "Your judgement is kept for the trainers.")
        return _back(sender_id)
    if request.method != "POST":
        record(request, Action.VIEW, f"conversation {sender_id}")
    context = {"form": form, "message": message, "earlier": earlier}
    return render(request, "conversations/judge.html", context, status=400 if form.errors else 200)


def _back(sender_id: str) -> HttpResponse:
    return redirect("conversations:conversation", sender_id)
