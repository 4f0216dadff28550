"""How long somebody stays signed in: until they have been idle for a while, and for a day's work at most."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_safe

from console.accounts.access import signed_in

BEGAN = "began_at"  # seconds since 1970
SEEN = "seen_at"
# A row is written no more often than this, since writing makes Rasa's side wait on SQLite.
SECONDS_BETWEEN_NOTES = 60


class SessionLimitsMiddleware:
    """Signs somebody out whose time is up, before any view is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = time.time()
            if why := why_over(request.session, now):
                logout(request)
                messages.info(request, why)
            elif now - request.session[SEEN] > SECONDS_BETWEEN_NOTES:
                request.session[SEEN] = now
        return self._get_response(request)


@signed_in
@require_safe
def still_here(request: HttpRequest) -> HttpResponse:
    """Asked by console/static/console/idle.js for somebody who is writing and wants to stay signed in."""
    return HttpResponse(status=204)


def why_over(session: SessionBase, now: float) -> str:
    """Why a session is over, for who was signed in; empty if it is not.

    Args:
        session: of somebody who has signed in.
        now: seconds since 1970.
    """
    limits = settings.NSCP.console
    if now - session.get(SEEN, 0) > limits.idle_minutes * 60:
        return "You were signed out because you had not used the console for a while."
    if now - session.get(BEGAN, 0) > limits.session_hours * 3600:
        hours = f"{limits.session_hours} hour{pluralize(limits.session_hours)}"
        return f"You were signed out because you signed in more than {hours} ago."
    return ""


def begin(request: HttpRequest, **_: object) -> None:
    """Note when somebody signed in."""
    request.session[BEGAN] = request.session[SEEN] = time.time()


def connect() -> None:
    """Have it noted at each sign-in."""
    user_logged_in.connect(begin, dispatch_uid="session limits")
