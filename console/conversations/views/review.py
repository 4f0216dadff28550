"""What reviewers do: take conversations from the queue, judge messages, mark what is reviewed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action
from console.conversations import judging, queue
from console.conversations.models import Message
from console.conversations.retention import changing
from console.conversations.views.conversation_page import (
    judgement_form,
    page_of_conversation,
    to_conversation,
    to_message_in_need,
)

reviews = needs(Permission.REVIEW_CONVERSATIONS)


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
        return to_conversation(request, sender_id)
    messages.success(request, "Marked as reviewed.")
    return _next(request) if "go_on" in request.POST else to_conversation(request, sender_id)


@reviews
@require_POST
def mark_unreviewed(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Put it back among those that nobody has been through."""
    with changing(request, sender_id, Action.CHANGE, "marked it not reviewed"):
        queue.mark_unreviewed(sender_id)
    return to_conversation(request, sender_id)


@reviews
def judge(request: HttpRequest, sender_id: str, message_id: str) -> HttpResponse:
    """Save whether the assistant understood a message, and go back to it. The form is on the conversation's page."""
    message = get_object_or_404(Message, conversation_id=sender_id, message_id=message_id)
    if request.method == "POST":
        form = judgement_form(request, message, request.POST)
        if not form.is_valid():
            return page_of_conversation(request, sender_id, form)
        with changing(request, sender_id, Action.CHANGE, "judged a message"):
            judging.save(message, request.user.get_username(), form.cleaned_data)
    return to_conversation(request, sender_id, f"message-{message.number}")


def _next(request: HttpRequest) -> HttpResponse:
    sender_id = queue.take_next(request.user.get_username())
    if sender_id is None:
        messages.success(request, "Nothing is waiting for you. Come back later, or look through the list.")
        return redirect("conversations:index")
    return to_message_in_need(request, sender_id)


def _number(text: str) -> int:
    """Read how much a page says it showed; 0, which covers nothing, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
