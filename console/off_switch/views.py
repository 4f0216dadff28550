"""The page with the off switch."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action, Entry
from console.forms import ReasonForm
from console.off_switch import services
from console.off_switch.forms import NoticeForm, PauseForm

HERE = "off_switch:index"
_pause_form = partial(PauseForm, prefix="pause", question="Why is it paused?")
_notice_form = partial(NoticeForm, prefix="change")
_resume_form = partial(ReasonForm, prefix="resume", question="Why can it answer again?")
pauses = needs(Permission.PAUSE_ASSISTANT)


@pauses
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show whether the assistant is paused, and the form that changes it."""
    return _show(request)


@pauses
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Pause it."""
    form = _pause_form(request.POST)
    try:
        was_paused = services.paused() is not None
        if not was_paused and not form.is_valid():
            return _show(request, pause_form=form)
        is_new = not was_paused and services.pause(request, form.cleaned_data["notice"], form.cleaned_data["reason"])
    except services.NeverStarted:
        return redirect(HERE)
    if is_new:
        messages.success(request, "The assistant is paused. Every family sees it within 10 seconds.")
    else:
        messages.info(request, "A colleague has paused it meanwhile. You can change the message for families below.")
    return redirect(HERE)


@pauses
@require_POST
def change_notice(request: HttpRequest) -> HttpResponse:
    """Change what families read while it is paused."""
    form = _notice_form(request.POST)
    try:
        was_paused = services.paused() is not None
        if was_paused and not form.is_valid():
            return _show(request, notice_form=form)
        is_paused = was_paused and services.change_notice(request, form.cleaned_data["notice"])
    except services.NeverStarted:
        return redirect(HERE)
    if is_paused:
        messages.success(request, "The message is saved. Every family sees it within 10 seconds.")
    else:
        messages.info(request, "The message was not saved: the assistant is not paused any more.")
    return redirect(HERE)


@pauses
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Let it answer again."""
    form = _resume_form(request.POST)
    if not form.is_valid():
        return _show(request, resume_form=form)
    try:
        was_paused = services.resume(request, form.cleaned_data["reason"])
    except services.NeverStarted:
        return redirect(HERE)
    messages.success(request, "The assistant answers again within 10 seconds." if was_paused else "It was not paused.")
    return redirect(HERE)


def _show(
    request: HttpRequest,
    pause_form: PauseForm | None = None,
    notice_form: NoticeForm | None = None,
    resume_form: ReasonForm | None = None,
) -> HttpResponse:
    """Show the page, perhaps with a form that has errors."""
    has_started, paused = True, None
    try:
        paused = services.paused()
    except services.NeverStarted:
        has_started = False
    wrong = pause_form or notice_form or resume_form
    context = {
        "has_started": has_started,
        "paused_now": paused,
        "paused_by_setting": settings.NSCP.paused,
        "last": Entry.objects.filter(action=Action.PAUSE).first() if paused else None,
        "fixed_notice": services.fixed_notice(),
        "pause_form": pause_form or _pause_form(),
        "notice_form": notice_form or _notice_form(initial={"notice": paused.notice if paused else ""}),
        "resume_form": resume_form or _resume_form(),
    }
    return render(request, "off_switch/index.html", context, status=400 if wrong else 200)
