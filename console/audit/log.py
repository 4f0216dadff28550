"""The way into the audit log."""

from __future__ import annotations

from django.http import HttpRequest

from console.audit.models import Entry

COMMAND_LINE = "(command line)"  # no account can be called so


def record(request: HttpRequest, action: str, subject: str, reason: str = "") -> None:
    """Note what somebody does. Call it before showing or changing anything, in the same transaction as a change.

    Args:
        request: whose user does it.
        action: one of `Action`.
        subject: what it is done to, such as "hand-off NSCP-BCDF-GHJK". Nothing that a family wrote, and no name of theirs.
        reason: why, in the words of who does it; at most 500 characters.

    Raises:
        django.db.Error: it could not be noted, so it must not be done.
    """
    user = getattr(request, "user", None)
    known = user if user is not None and user.is_authenticated else None
    name = known.get_username() if known else ""
    Entry.objects.create(by=known, name=name, action=action, subject=subject[:300], reason=reason.strip()[:500])


def record_command(action: str, subject: str, reason: str) -> None:
    """The same for a command of whoever runs the service.

    Raises:
        django.db.Error: it could not be noted, so it must not be done.
    """
    Entry.objects.create(name=COMMAND_LINE, action=action, subject=subject[:300], reason=reason[:500])
