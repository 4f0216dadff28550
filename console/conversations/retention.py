"""What the purge (assistant/store/purge.py) would remove, told from the index. The server runs it every few hours."""

from __future__ import annotations

from datetime import datetime, timezone

from django.db.models import Q, QuerySet

from console.conversations import rasa_tables
from console.conversations.filters import held
from console.conversations.index_models import Conversation
from console.conversations.rasa_tables import EndedSession

SECONDS_IN_A_DAY = 86_400


def older_than(days: float) -> QuerySet:
    """Conversations in which nothing has happened for so many days, held or not, oldest first."""
    before = datetime.now(timezone.utc).timestamp() - days * SECONDS_IN_A_DAY
    older = Conversation.objects.filter(stored_at__lt=before, feedback_at__lt=before).order_by("last_at")
    if rasa_tables.are_there():
        older = older.exclude(sender_id__in=EndedSession.objects.filter(ended_at__gte=before).values("sender_id"))
    return older


def would_go(days: float) -> QuerySet:
    """Those of them that the purge removes."""
    return older_than(days).filter(~held())


def kept_by_hold(days: float) -> QuerySet:
    """Those of them that stay because they are on hold."""
    return older_than(days).filter(Q(held()))
