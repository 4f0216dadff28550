"""One attempt at sending a hand-off: claimed by one mailer, then sent or failed. Each step is committed at once."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from django.db.models import F

from console.database import healing
from console.handoffs.models import HandOff, State

UNSENT = (State.SAVED, State.SENDING, State.FAILED)

LONGEST_WAIT = timedelta(hours=6)
PATIENCE = timedelta(days=3)  # after which a hand-off is left to staff


@healing
def claim(lease: timedelta) -> HandOff | None:
    """Take the hand-off that has been due for longest, or return None if there is none, or another mailer was quicker.

    Nobody else can take it until the lease ends, even if this process dies meanwhile; so the lease must be longer than
    sending can take. Looks before it writes, since writing makes Rasa's side wait on SQLite.
    """
    now = datetime.now(timezone.utc)
    due = HandOff.objects.filter(state__in=UNSENT, next_try_at__lte=now)
    pk = due.order_by("next_try_at", "pk").values_list("pk", flat=True).first()
    if pk is None or not due.filter(pk=pk).update(state=State.SENDING, next_try_at=now + lease, attempts=F("attempts") + 1):
        return None
    claimed: HandOff = HandOff.objects.get(pk=pk)
    return claimed


@healing
def mark_sent(reference: str) -> None:
    """Record that the mail server took it."""
    HandOff.objects.filter(reference=reference, state=State.SENDING).update(
        state=State.SENT, sent_at=datetime.now(timezone.utc), next_try_at=None, reason=""
    )


@healing
def mark_failed(hand_off: HandOff, reason: str, first_wait: timedelta) -> timedelta | None:
    """Record why an attempt at a claimed hand-off failed, and return the wait until the next; None if it was the last.

    Args:
        reason: in our own words.
        first_wait: before the second attempt; each later wait is twice as long, up to six hours.
    """
    wait = wait_after(hand_off.attempts, first_wait)
    HandOff.objects.filter(reference=hand_off.reference, state=State.SENDING).update(
        state=State.FAILED, reason=reason, next_try_at=wait and datetime.now(timezone.utc) + wait
    )
    return wait


def wait_after(attempts: int, first_wait: timedelta) -> timedelta | None:
    """Return how long to wait after so many attempts; None after about three days of them."""
    waited, wait = timedelta(), first_wait
    for _ in range(attempts - 1):
        waited += wait
        wait = min(2 * wait, LONGEST_WAIT)
    return wait if waited < PATIENCE else None
