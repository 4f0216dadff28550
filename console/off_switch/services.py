"""Pausing the assistant, resuming it, and what families read meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache

from django.db import OperationalError, ProgrammingError, connection, transaction
from django.http import HttpRequest

from console.audit.models import Action, record
from console.off_switch.models import Pause
from nscp.contacts import load_contacts
from nscp.settings import PROJECT
from nscp.yaml_lines import YamlFile

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
    """Return how staff have paused it, or None; a pause by setting (NSCP_PAUSED) does not count.

    Raises:
        NeverStarted: its table does not exist.
    """
    try:
        row = Pause.objects.filter(pk=ONLY_ROW).first()
    except (OperationalError, ProgrammingError) as error:
        if _table_exists():
            raise
        raise NeverStarted from error
    return Paused(datetime.fromtimestamp(row.paused_at, timezone.utc), row.notice) if row else None


def pause(request: HttpRequest, notice: str, reason: str) -> bool:
    """Pause it, with a notice for families in plain text, which may be empty; False if it was paused already.

    Raises:
        NeverStarted: nothing was changed.
    """
    if paused() is not None:
        return False
    now = datetime.now(timezone.utc).timestamp()
    with transaction.atomic():
        _, is_new = Pause.objects.get_or_create(pk=ONLY_ROW, defaults={"notice": notice, "paused_at": now})
        if is_new and notice:
            record(request, Action.CHANGE, MESSAGE, notice)
        if is_new:
            record(request, Action.PAUSE, ASSISTANT, reason)
    return bool(is_new)


def change_notice(request: HttpRequest, notice: str) -> bool:
    """Change what families read of a pause; False if it is not paused any more. May raise `NeverStarted`."""
    before = paused()
    if before is None:
        return False
    if notice != before.notice:
        with transaction.atomic():
            # The row is deleted when the assistant is resumed; what every family was shown has to be known for longer.
            record(request, Action.CHANGE, MESSAGE, notice or "(none)")
            Pause.objects.filter(pk=ONLY_ROW).update(notice=notice)
    return True


def resume(request: HttpRequest, reason: str) -> bool:
    """Let it answer again; False if it was not paused; raises `NeverStarted`."""
    if paused() is None:
        return False
    with transaction.atomic():
        Pause.objects.filter(pk=ONLY_ROW).delete()
        record(request, Action.RESUME, ASSISTANT, reason)
    return True


@cache
def fixed_notice() -> str:
    """Return what every family reads during a pause: data/notices.yml with the address filled in. May raise DataError."""
    text = str(YamlFile(PROJECT / "data" / "notices.yml").content["paused"])
    for slot, contact in load_contacts(PROJECT).items():
        text = text.replace(f"{{{slot}}}", contact.value)
    return text.strip()


def _table_exists() -> bool:
    return Pause._meta.db_table in connection.introspection.table_names()
