"""How long somebody stays signed in: until idle for a while, for a day's work at most, or until an admin ends it."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import pluralize
from django.utils import timezone

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


def begin(request: HttpRequest) -> None:
    """Note in the session when somebody signed in."""
    request.session[BEGAN] = request.session[SEEN] = time.time()


def end_all(user: User) -> None:
    """Sign somebody out in every browser. Django stores no account beside a session, so each is looked into."""
    current = Session.objects.filter(expire_date__gt=timezone.now())
    theirs = [row.pk for row in current if row.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()


def why_over(session: SessionBase, now: float) -> str:
    """Return why a session is over at `now` (seconds since 1970), for who was signed in; empty if it is not."""
    limits = settings.NSCP.console
    if now - session.get(SEEN, 0) > limits.idle_minutes * 60:
        return "You were signed out because you had not used the console for a while."
    if now - session.get(BEGAN, 0) > limits.session_hours * 3600:
        hours = f"{limits.session_hours} hour{pluralize(limits.session_hours)}"
        return f"You were signed out because you signed in more than {hours} ago."
    return ""
