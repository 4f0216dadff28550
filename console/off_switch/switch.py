"""Pausing the assistant, and letting it go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from django.db import OperationalError, ProgrammingError, connection, transaction
from django.http import HttpRequest

from console.audit.log import record
from console.audit.models import Action
from console.off_switch.models import Pause

ONLY_ROW = 1
# As the audit log names them.
ASSISTANT = "assistant"
MESSAGE = "message for families"


class NeverStarted(Exception):
    """The assistant has not run with this database yet, so there is nothing to pause."""


@dataclass(frozen=True)
class Paused:
    """Since when the assistant is paused by staff, and what families read beside the fixed words."""

    since: datetime
    notice: str


def paused() -> Paused | None:
    """How it is paused by staff, or None; a pause by setting (NSCP_PAUSED) is not seen here.

    Raises:
        NeverStarted: its table is not there.
    """
    try:
        row = Pause.objects.filter(pk=ONLY_ROW).first()
    except (OperationalError, ProgrammingError) as error:
        if _table_exists():
            raise
        raise NeverStarted from error
    return Paused(datetime.fromtimestamp(row.paused_at, timezone.utc), row.notice) if row else None


def pause(request: HttpRequest, notice: str, reason: str) -> None:
    """Pause it, or change the notice of a pause.

    Args:
        request: of who does it.
        notice: plain text for families; may be empty.
        reason: for the audit log.

    Raises:
        NeverStarted: its table is not there.
    """
    before = paused()
    with transaction.atomic():
        since = (before.since if before else datetime.now(timezone.utc)).timestamp()
        Pause.objects.update_or_create(pk=ONLY_ROW, defaults={"notice": notice, "paused_at": since})
        # Its own row goes when the assistant is resumed; what every family was shown is to be known for longer.
        if notice != (before.notice if before else ""):
            record(request, Action.CHANGE, MESSAGE, notice or "(none)")
        if before is None:
            record(request, Action.PAUSE, ASSISTANT, reason)
        else:
            record(request, Action.CHANGE, ASSISTANT, f"changed the message: {reason}")


def resume(request: HttpRequest, reason: str) -> bool:
    """Let it answer again; False if it was not paused.

    Raises:
        NeverStarted: its table is not there.
    """
    if paused() is None:
        return False
    with transaction.atomic():
        Pause.objects.filter(pk=ONLY_ROW).delete()
        record(request, Action.RESUME, ASSISTANT, reason)
    return True


def _table_exists() -> bool:
    return Pause._meta.db_table in connection.introspection.table_names()
