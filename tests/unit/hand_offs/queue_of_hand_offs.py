"""What the tests of the mailer share: a queue with hand-offs, and steps through it without waiting."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from django.db import connection

from console.handoffs import drafts, outbox
from console.handoffs.drafts import Chat
from console.handoffs.mailer import Mailer
from console.handoffs.models import HandOff
from console.locks import exclusive
from nscp.hand_off_settings import HandOffSettings

FAMILY = Chat("a" * 32, "website")
SECRETS = ("Zebedee", "900123", "Bloggs", "landline")


def saved(chat: Chat = FAMILY) -> str:
    """A saved hand-off with details that must not come out; its reference."""
    answers = {"message": "our Zebedee", "reply_to": "07700 900123", "name": "Jo Bloggs", "safe_time": "not the landline"}
    reference = drafts.save(chat, None, **answers)
    outbox.save(chat, reference)
    return reference


def mailer(settings: HandOffSettings) -> Mailer:
    """A mailer to step through."""
    return Mailer(exclusive("mailer"), settings)


def now_due() -> None:
    """Let the time pass until every next try."""
    past = datetime.now(timezone.utc) - timedelta(seconds=1)
    HandOff.objects.filter(next_try_at__isnull=False).update(next_try_at=past)


def hand_off(reference: str) -> HandOff:
    """The row as it is now."""
    return HandOff.objects.get(reference=reference)


def ran(sql: str, *values: object) -> None:
    """Run a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
