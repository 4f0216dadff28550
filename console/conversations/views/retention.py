"""Care of what families wrote: hold and release, take away, erase, and what retention is about to remove."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action
from console.conversations import retention
from console.conversations.models import Conversation
from console.conversations.retention import MustStay, changing
from console.conversations.transcript import goes_on_as
from console.forms import ReasonForm
from console.navigation import page_of


@needs(Permission.HOLD_CONVERSATIONS)
def hold(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Keep a conversation, with a reason."""
    get_object_or_404(Conversation, pk=sender_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with changing(request, sender_id, Action.HOLD, form.cleaned_data["reason"]):
            retention.hold(sender_id, form.cleaned_data["reason"])
        messages.success(request, "It is on hold. Nothing removes it until somebody releases it.")
        return redirect("conversations:conversation", sender_id)
    context = {
        "form": form,
        "sender_id": sender_id,
        "goes_on_as": goes_on_as(sender_id),
        "days": settings.NSCP.retention_days,
    }
    return render(request, "conversations/hold.html", context, status=400 if form.errors else 200)


@needs(Permission.HOLD_CONVERSATIONS)
@require_POST
def release(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Let retention go on as usual."""
    with changing(request, sender_id, Action.RELEASE):
        retention.release(sender_id)
    messages.success(request, "It is released. It is removed when its time is over.")
    return redirect("conversations:conversation", sender_id)


@needs(Permission.ERASE_CONVERSATIONS)
def erase_conversation(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Ask once more, then erase."""
    get_object_or_404(Conversation, pk=sender_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with changing(request, sender_id, Action.ERASE, form.cleaned_data["reason"]):
                retention.erase(sender_id)
        except MustStay as error:
            messages.error(request, f"It was not erased. {error}")
            return redirect("conversations:conversation", sender_id)
        messages.success(request, "The conversation is erased.")
        return redirect("conversations:index")
    context = {"form": form, "sender_id": sender_id, "goes_on_as": goes_on_as(sender_id)}
    return render(request, "conversations/erase.html", context, status=400 if form.errors else 200)


@needs(Permission.HOLD_CONVERSATIONS)
def removal(request: HttpRequest) -> HttpResponse:
    """What retention would remove now, or after another number of days: nothing is removed by looking."""
    try:
        days = min(max(int(request.GET["days"]), 0), 3650)
    except (KeyError, ValueError):
        days = settings.NSCP.retention_days
    context = {
        "days": days,
        "usual_days": settings.NSCP.retention_days,
        "page": page_of(request, retention.would_go(days)),
        "kept": retention.kept_by_hold(days),
    }
    return render(request, "conversations/removal.html", context)
