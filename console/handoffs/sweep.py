"""Removes what is not to be kept: drafts that were left, and the details of what is long sent or closed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from console.handoffs.drafts import oldest
from console.handoffs.models import HandOff, State

ENDED = "ended_sessions"  # which families have left; Rasa's side makes the table when it first runs


def sweep(retention_days: int) -> None:
    """Remove them. Looks before it writes, since writing makes Rasa's side wait on SQLite.

    Args:
        retention_days: after a hand-off was sent or closed, until its details are removed. Its row stays.

    Raises:
        django.db.Error: the database does not answer.
    """
    drafts = HandOff.objects.filter(state=State.DRAFT)
    left = [drafts.filter(touched_at__lte=oldest())]
    if ENDED in connection.introspection.table_names():
        left.append(drafts.filter(sender_id__in=RawSQL(f"SELECT sender_id FROM {ENDED}", ())))  # noqa: S608, S611  # no input
    for gone in left:
        if gone.exists():
            gone.delete()
    before = datetime.now(timezone.utc) - timedelta(days=retention_days)
    over = Q(state=State.SENT, sent_at__lte=before) | Q(state=State.CLOSED, closed_at__lte=before)
    kept = HandOff.objects.filter(over).exclude(details="")
    if kept.exists():
        kept.update(details="")
