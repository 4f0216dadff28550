"""One try at sending a hand-off: claimed by one mailer, then sent or not. Each step is one statement, committed at once."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from django.db.models import F

from console.database import healing
from console.handoffs.models import HandOff, State

UNSENT = (State.SAVED, State.SENDING, State.FAILED)

LONGEST_WAIT = timedelta(hours=6)
PATIENCE = timedelta(days=3)  # after which a hand-off is left to staff


class NotSent(Exception):
    """A hand-off was not sent now; says why, in our own words."""


@healing
def claim(reference: str, lease: timedelta) -> HandOff | None:
    """Take a hand-off for sending. Nobody else can until the lease ends, even if this process dies meanwhile.

    Args:
        reference: of a saved hand-off.
        lease: longer than sending can take.

    Returns:
        None if it is sent or closed.

    Raises:
        NotSent: it is not its time, another mailer has it, or there is no such hand-off.
        django.db.Error: the database does not answer.
    """
    now = datetime.now(timezone.utc)
    due = HandOff.objects.filter(reference=reference, state__in=UNSENT, next_try_at__lte=now)
    claimed = due.update(state=State.SENDING, next_try_at=now + lease, attempts=F("attempts") + 1)
    hand_off: HandOff | None = HandOff.objects.filter(reference=reference).exclude(state=State.DRAFT).first()
    if hand_off is None:
        raise NotSent("there is no such hand-off")
    if claimed:
        return hand_off
    if hand_off.state in (State.SENT, State.CLOSED):
        return None
    raise NotSent("it is not its time, or another mailer is sending it")


@healing
def note_sent(reference: str) -> None:
    """Note that the mail server took it."""
    HandOff.objects.filter(reference=reference, state=State.SENDING).update(
        state=State.SENT, sent_at=datetime.now(timezone.utc), next_try_at=None, reason=""
    )


@healing
def note_failed(hand_off: HandOff, reason: str, first_wait: timedelta) -> timedelta | None:
    """Note why a try failed, and when the next one is.

    Args:
        hand_off: as claimed.
        reason: in our own words.
        first_wait: before the second try; each later wait is twice as long, up to six hours.

    Returns:
        The wait until the next try; None if there was the last one.
    """
    wait = wait_after(hand_off.attempts, first_wait)
    HandOff.objects.filter(reference=hand_off.reference, state=State.SENDING).update(
        state=State.FAILED, reason=reason, next_try_at=wait and datetime.now(timezone.utc) + wait
    )
    return wait


def wait_after(attempts: int, first_wait: timedelta) -> timedelta | None:
    """How long to wait after so many tries; None after about three days of them."""
    waited, wait = timedelta(), first_wait
    for _ in range(attempts - 1):
        waited += wait
        wait = min(2 * wait, LONGEST_WAIT)
    return wait if waited < PATIENCE else None
