"""Hiding a detail that the masking missed: what it is, then a look at every place, then the step itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations import hiding, rewriting
from console.conversations.forms import HideForm
from console.conversations.models import Conversation
from console.conversations.retention import changing
from console.conversations.transcript import transcript
from console.conversations.views.conversation_page import rest_of_address, to_conversation
from console.validators import DETAIL_LABELS
from nscp.masking import PLACEHOLDERS

reviews = needs(Permission.REVIEW_CONVERSATIONS)
NOT_THERE = "That is not in this conversation. Copy it exactly as it is shown."


@reviews
@sensitive_post_parameters("detail")
def hide(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Ask what is to be hidden, then show where it would be. Nothing is changed here."""
    get_object_or_404(Conversation, pk=sender_id)
    form = HideForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, sender_id, form)
    detail = form.cleaned_data["detail"]
    places = hiding.places(sender_id, detail)
    if not places:
        form.add_error("detail", NOT_THERE)
        return _ask(request, sender_id, form)
    record(request, Action.VIEW, f"conversation {sender_id}")
    context = {
        "sender_id": sender_id,
        "query": rest_of_address(request),
        "detail": detail,
        "kind": form.cleaned_data["kind"],
        "placeholder": PLACEHOLDERS[form.cleaned_data["kind"]],
        "places": places,
        "count": sum(place.count for place in places),
        "tags": hiding.tags_with(sender_id, detail),
    }
    return render(request, "conversations/hide_check.html", context)


@reviews
@sensitive_post_parameters("detail")
def hide_now(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Hide what the page before showed, wherever it is in the conversation."""
    get_object_or_404(Conversation, pk=sender_id)
    if request.method != "POST":
        return redirect("conversations:hide", sender_id)
    form = HideForm(request.POST)
    if not form.is_valid():
        return _ask(request, sender_id, form)
    kind = form.cleaned_data["kind"]
    try:
        with changing(request, sender_id, Action.CHANGE, f"hid {DETAIL_LABELS[kind]} that had slipped through"):
            rewriting.hide(sender_id, form.cleaned_data["detail"], kind)
    except rewriting.NotInConversation:
        form.add_error("detail", NOT_THERE)
        return _ask(request, sender_id, form)
    messages.success(request, "It is hidden, here and wherever else it was stored of this conversation.")
    return to_conversation(request, sender_id)


def _ask(request: HttpRequest, sender_id: str, form: HideForm) -> HttpResponse:
    record(request, Action.VIEW, f"conversation {sender_id}")
    context = {"form": form, "sender_id": sender_id, "query": rest_of_address(request), "entries": transcript(sender_id)}
    return render(request, "conversations/hide.html", context, status=400 if form.errors else 200)
