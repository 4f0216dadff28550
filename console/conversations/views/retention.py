"""Pages about how long conversations stay: hold and release, erase, and what the purge is about to remove."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action
from console.conversations import retention
from console.conversations.models import Conversation
from console.conversations.retention import CannotErase, changing
from console.conversations.transcript import goes_on_as
from console.conversations.way_back import address_of, address_of_list, list_query
from console.forms import ReasonForm
from console.navigation import page_of

LONGEST = 3650  # days


class DaysForm(forms.Form):
    """After how many days to look."""

    days = forms.IntegerField(
        label="Days since the last message",
        min_value=0,
        max_value=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Enter a whole number of days from 0 to {LONGEST:,}."
        ),
    )


@needs(Permission.HOLD_CONVERSATIONS)
def hold(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Put a conversation on hold, with a reason."""
    get_object_or_404(Conversation, pk=sender_id)
    form, query = _reason(request), list_query(request)
    if request.method == "POST" and form.is_valid():
        with changing(request, sender_id, Action.HOLD, form.cleaned_data["reason"]):
            retention.hold(sender_id, form.cleaned_data["reason"])
        messages.success(request, "It is on hold. Nothing removes it until somebody releases it.")
        return redirect(address_of(sender_id, query))
    context = {
        "form": form,
        "list_query": query,
        "conversation_address": address_of(sender_id, query),
        "goes_on_as": goes_on_as(sender_id),
        "days": settings.NSCP.retention_days,
    }
    return render(request, "conversations/hold.html", context, status=400 if form.errors else 200)


@needs(Permission.HOLD_CONVERSATIONS)
def release(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Release a conversation from hold, with a reason."""
    get_object_or_404(Conversation, pk=sender_id)
    form, query, held = _reason(request), list_query(request), retention.hold_of(sender_id)
    if held is None:
        messages.info(request, "It is not on hold. Nothing was changed.")
        return redirect(address_of(sender_id, query))
    if request.method == "POST" and form.is_valid():
        with changing(request, sender_id, Action.RELEASE, form.cleaned_data["reason"]):
            retention.release(sender_id)
        messages.success(request, "It is released. It is removed when its time is over.")
        return redirect(address_of(sender_id, query))
    context = {
        "form": form,
        "list_query": query,
        "conversation_address": address_of(sender_id, query),
        "hold": held,
        "days": settings.NSCP.retention_days,
    }
    return render(request, "conversations/release.html", context, status=400 if form.errors else 200)


@needs(Permission.ERASE_CONVERSATIONS)
def erase_conversation(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Ask once more, then erase; or say at once why it cannot be erased now."""
    get_object_or_404(Conversation, pk=sender_id)
    form, query = _reason(request), list_query(request)
    if request.method == "POST" and form.is_valid():
        try:
            with changing(request, sender_id, Action.ERASE, form.cleaned_data["reason"]):
                retention.erase(sender_id)
        except CannotErase as error:
            messages.error(request, f"It was not erased. {error}")
            return redirect(address_of(sender_id, query))
        messages.success(request, "The conversation is erased.")
        return redirect(address_of_list(query))
    context = {
        "form": form,
        "sender_id": sender_id,
        "list_query": query,
        "conversation_address": address_of(sender_id, query),
        "is_held": retention.hold_of(sender_id) is not None,
        "why_not": retention.why_not_erased(sender_id),
        "goes_on_as": goes_on_as(sender_id),
    }
    return render(request, "conversations/erase.html", context, status=400 if form.errors else 200)


@needs(Permission.HOLD_CONVERSATIONS)
@require_safe
def removal(request: HttpRequest) -> HttpResponse:
    """List what the purge would remove now, or after another number of days; nothing is removed here."""
    form = DaysForm(request.GET or None)
    is_chosen = form.is_bound and form.is_valid()
    days = form.cleaned_data["days"] if is_chosen else settings.NSCP.retention_days
    context = {
        "form": form,
        "days": days,
        "usual_days": settings.NSCP.retention_days,
        "page": page_of(request, retention.would_go(days)),
        "held": retention.kept_by_hold(days),
    }
    return render(request, "conversations/removal.html", context)


def _reason(request: HttpRequest) -> ReasonForm:
    return ReasonForm(request.POST if request.method == "POST" else None)
