"""The pages about messages that families left for NSCP."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.conversations.models import Conversation
from console.forms import ReasonForm
from console.handoffs import services
from console.handoffs.encryption import DecryptionError
from console.handoffs.models import HandOff
from console.handoffs.services import CAN_BE_CLOSED, CAN_BE_TRIED, VIEWS
from console.navigation import page_of
from nscp.setting_values import SettingsError

HERE = "handoffs:handoff"
_reveal_form = partial(ReasonForm, prefix="reveal", question="Why do you need to read it?")
_close_form = partial(ReasonForm, prefix="close", question="Why do you close it?")


@needs(Permission.VIEW_HAND_OFFS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List all of them, or those of one kind of state, with what needs a person first."""
    view = request.GET.get("show", "")
    context = {
        "page": page_of(request, services.in_order(view)),
        "views": VIEWS,
        "view": view if view in VIEWS else "",
        "left_to_staff": services.left_to_staff(),
        "may_work": may(request, Permission.WORK_HAND_OFFS),
        "may_reveal": may(request, Permission.REVEAL_HAND_OFF),
    }
    return render(request, "handoffs/index.html", context)


@needs(Permission.VIEW_HAND_OFFS)
@require_safe
def hand_off(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one, with what became of it."""
    return _show(request, reference)


@needs(Permission.REVEAL_HAND_OFF)
@require_POST
def reveal(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what the family wrote, once, for a reason that is recorded."""
    found = get_object_or_404(HandOff.objects.saved(), reference=reference)
    form = _reveal_form(request.POST)
    if not form.is_valid():
        return _show(request, reference, reveal_form=form)
    if not found.details:
        messages.info(request, "What the family wrote has been removed, because its time was over.")
        return redirect(HERE, reference)
    try:
        details = services.reveal(request, found, form.cleaned_data["reason"])
    except (DecryptionError, SettingsError):
        messages.error(
            request, "It cannot be opened with the keys that the service has. Tell the people who run the service."
        )
        return redirect(HERE, reference)
    return render(request, "handoffs/revealed.html", {"hand_off": found, "details": details})


@needs(Permission.WORK_HAND_OFFS)
@require_POST
def try_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Have it sent now."""
    get_object_or_404(HandOff.objects.saved(), reference=reference)
    if services.try_again(request, reference):
        messages.success(request, "It is sent again within seconds. Reload this page to see what became of it.")
    else:
        messages.info(request, "Nothing was done: it is being sent, was sent, or is closed.")
    return redirect(HERE, reference)


@needs(Permission.WORK_HAND_OFFS)
@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Be done with it, for a reason that is recorded."""
    get_object_or_404(HandOff.objects.saved(), reference=reference)
    form = _close_form(request.POST)
    if not form.is_valid():
        return _show(request, reference, close_form=form)
    if services.close(request, reference, form.cleaned_data["reason"]):
        messages.success(request, "It is closed.")
    else:
        messages.info(request, "Nothing was done: it is being sent, or is closed already. Wait a minute and look again.")
    return redirect(HERE, reference)


def _show(
    request: HttpRequest, reference: str, reveal_form: ReasonForm | None = None, close_form: ReasonForm | None = None
) -> HttpResponse:
    """Show the page of one, perhaps with a form that has errors."""
    found: HandOff = get_object_or_404(HandOff.objects.saved(), reference=reference)
    wrong = reveal_form or close_form
    context = {
        "hand_off": found,
        "closing": services.closing(found),
        "may_try": found.state in CAN_BE_TRIED and may(request, Permission.WORK_HAND_OFFS),
        "may_close": found.state in CAN_BE_CLOSED and may(request, Permission.WORK_HAND_OFFS),
        "may_reveal": may(request, Permission.REVEAL_HAND_OFF),
        "may_read_conversation": may(request, Permission.VIEW_CONVERSATIONS),
        # Not after the conversation was erased, or removed because its time was over.
        "conversation_exists": Conversation.objects.filter(pk=found.sender_id).exists(),
        "reveal_form": reveal_form or _reveal_form(),
        "close_form": close_form or _close_form(),
    }
    return render(request, "handoffs/handoff.html", context, status=400 if wrong else 200)
