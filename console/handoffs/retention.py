"""Removes what is not to be kept: drafts that were left, and the details of what was sent or closed long ago."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from console.handoffs.drafts import oldest
from console.handoffs.models import HandOff, State

ENDED = "ended_sessions"  # which families have left; Rasa's side makes the table when it first runs


def purge(retention_days: int) -> None:
    """Remove them. A row stays when its details go, `retention_days` after it was sent or closed.

    Looks before it writes, since writing makes Rasa's side wait on SQLite.
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
    with_details = HandOff.objects.filter(over).exclude(details="")
    if with_details.exists():
        with_details.update(details="")
