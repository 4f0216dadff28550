"""What reviewers do: take conversations from the queue, tag them, write notes, judge messages, hide what slipped through."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations import queue, rewriting
from console.conversations.forms import HideForm, JudgementForm, NoteForm, as_chosen
from console.conversations.models import Conversation, Judgement, Message, Note, Tag
from console.conversations.retention import changing
from console.conversations.transcript import transcript
from console.conversations.views.conversations import page_of_conversation
from console.validators import IN_WORDS, no_details

reviews = needs(Permission.REVIEW_CONVERSATIONS)
NOT_THERE = "That does not stand in this conversation. Copy it exactly as it is shown."
TAG = CharField(
    max_length=40,
    validators=[no_details],
    error_messages=dict.fromkeys(("required", "max_length"), "Write a tag of at most 40 characters."),
)


@reviews
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Go to the conversation that is most in need of a look, which nobody else then gets."""
    return _next(request)


@reviews
@require_POST
def put_back(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Leave it to others, or to later."""
    with changing(request, sender_id, Action.CHANGE, "put it back into the queue"):
        queue.put_back(sender_id, request.user.get_username())
    messages.success(request, "Put back. Others may get it at once, and you again in half an hour.")
    return redirect("conversations:index")


@reviews
@require_POST
def mark_reviewed(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Note that somebody has been through what their page showed of it, and go on to the next if they want that."""
    with changing(request, sender_id, Action.CHANGE, "marked it reviewed"):
        seen = (_number(request.POST.get(name, "")) for name in ("messages", "thumbs_down"))
        is_all = queue.mark_reviewed(sender_id, request.user.get_username(), *seen)
    if not is_all:
        messages.warning(request, "More came while you were reading. It still waits: look at the rest, then mark it again.")
        return redirect("conversations:conversation", sender_id)
    messages.success(request, "Marked as reviewed.")
    return _next(request) if "go_on" in request.POST else redirect("conversations:conversation", sender_id)


@reviews
@require_POST
def mark_unreviewed(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Put it back among those that nobody has been through."""
    with changing(request, sender_id, Action.CHANGE, "marked it not reviewed"):
        queue.mark_unreviewed(sender_id)
    return redirect("conversations:conversation", sender_id)


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


@reviews
@sensitive_post_parameters("detail")
def hide(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Hide a detail wherever it stands in a conversation."""
    get_object_or_404(Conversation, pk=sender_id)
    form = HideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        try:
            with changing(request, sender_id, Action.CHANGE, f"hid {IN_WORDS[kind]} that had slipped through"):
                rewriting.hide(sender_id, form.cleaned_data["detail"], kind)
        except rewriting.NotInConversation:
            form.add_error("detail", NOT_THERE)
        else:
            messages.success(request, "It is hidden, here and wherever else it was kept of this conversation.")
            return redirect("conversations:conversation", sender_id)
    if request.method != "POST":
        record(request, Action.VIEW, f"conversation {sender_id}")
    context = {"form": form, "sender_id": sender_id, "exchanges": transcript(sender_id)}
    return render(request, "conversations/hide.html", context, status=400 if form.errors else 200)


def _next(request: HttpRequest) -> HttpResponse:
    sender_id = queue.take_next(request.user.get_username())
    if sender_id is None:
        messages.success(request, "Nothing is waiting for you. Come back later, or look through the list.")
        return redirect("conversations:index")
    return redirect("conversations:conversation", sender_id)


def _number(text: str) -> int:
    """What a page sends of how much it showed; 0, which covers nothing, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _back(sender_id: str) -> HttpResponse:
    return redirect("conversations:conversation", sender_id)
