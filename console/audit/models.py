"""The audit log: what was done in the console, by whom, and why. The console adds rows and changes none."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.http import HttpRequest

COMMAND_LINE = "(command line)"  # no account can be called so


class Action(models.TextChoices):
    """What was done."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    VIEW = "view"
    REVEAL = "reveal"
    EXPORT = "export"
    CHANGE = "change"
    ERASE = "erase"
    HOLD = "hold"
    RELEASE = "release"
    PAUSE = "pause"
    RESUME = "resume"
    ACCOUNT = "account"  # an account was made or changed

    @property
    def label(self) -> str:
        """As the pages show it."""
        return str(self.value).replace("_", " ").capitalize()


class UnchangeableError(Exception):
    """Something tried to change or delete what was recorded."""


class _Rows(models.QuerySet):
    """Rows that can be added and read."""

    def update(self, **_: Any) -> NoReturn:
        raise UnchangeableError

    def delete(self) -> NoReturn:
        raise UnchangeableError

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise UnchangeableError

    def bulk_create(self, objs: Any, **options: Any) -> Any:
        if options.get("update_conflicts"):
            raise UnchangeableError
        return super().bulk_create(objs, **options)

    def _raw_delete(self, using: str | None) -> NoReturn:
        raise UnchangeableError


class Entry(models.Model):
    """One row of the audit log. It holds no personal detail of a family and nothing they wrote.

    Attributes:
        at: when it was done.
        by: whose account it was; None for somebody who had not signed in.
        name: that account's name at the time.
        action: what was done.
        subject: what it was done to, such as "hand-off NSCP-BCDF-GHJK" or "conversation 4f0c".
        reason: why, in the words of who did it, where the page asks for it.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150, blank=True, db_index=True)
    action = models.CharField(max_length=20, choices=Action.choices, db_index=True)
    subject = models.CharField(max_length=300, db_index=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = _Rows.as_manager()

    class Meta:
        base_manager_name = "objects"  # Django's own would change and delete rows
        default_permissions = ()
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.name}: {self.action} {self.subject}"

    def save(self, *args: Any, **options: Any) -> None:
        """Add the row; UnchangeableError if it has been added already."""
        if not self._state.adding or self.pk is not None:
            raise UnchangeableError
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Raise UnchangeableError."""
        raise UnchangeableError


def record(request: HttpRequest, action: str, subject: str, reason: str = "") -> None:
    """Record what a request's user does. Call it before showing or changing anything, in the same transaction as a change.

    Args:
        subject: what it is done to, such as "hand-off NSCP-BCDF-GHJK". Nothing that a family wrote, and no name of theirs.
        reason: why, in the words of the person who does it; cut at 500 characters.

    Raises:
        django.db.Error: it could not be recorded, so it must not be done.
    """
    user = getattr(request, "user", None)
    known = user if user is not None and user.is_authenticated else None
    name = known.get_username() if known else ""
    Entry.objects.create(by=known, name=name, action=action, subject=subject[:300], reason=reason.strip()[:500])


def record_command(action: str, subject: str, reason: str) -> None:
    """Record what a command of the people who run the service does; arguments and errors as of `record`."""
    Entry.objects.create(name=COMMAND_LINE, action=action, subject=subject[:300], reason=reason[:500])
