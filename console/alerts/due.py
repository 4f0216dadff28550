"""What somebody has to be told of and has not been, read from the conversations and hand-offs themselves.

So nothing is lost if no mailer runs for a while, and what has been reviewed or sent meanwhile is not told any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from django.db.models import Exists, F, Max, OuterRef, Q

from console.alerts.models import Alert
from console.conversations.models import Conversation, Message, Need, Review
from console.database import retry_on_lost_connection
from console.handoffs.claims import LONGEST_WAIT, wait_after
from console.handoffs.models import HandOff, State

QUARTER = timedelta(minutes=15)  # between two emails about one chat
LATE = timedelta(hours=1)  # after which a message for NSCP should have been emailed, as /health/ready has it
LOOK_BACK = timedelta(days=3)  # older danger is not told: it is long overdue in the queue


@dataclass(frozen=True)
class Due:
    """One email that is due.

    Attributes:
        sender_id: the chat that it is about.
        field: of `Alert`, for what it tells: `danger_told` or `unsent_told`.
        told: what that field becomes once it has been sent.
    """

    sender_id: str
    field: str
    told: int

    @property
    def is_danger(self) -> bool:
        """Return whether it is about danger, rather than about a message that could not be sent."""
        return self.field == "danger_told"


def next_due() -> Due | None:
    """Return what has waited longest to be told, danger before messages that were not sent; None if there is nothing.

    Raises:
        django.db.Error: the database does not answer.
    """
    now = datetime.now(timezone.utc)
    number, chat = OuterRef("number"), OuterRef("conversation_id")
    reviewed = Review.objects.filter(sender_id=chat, reviewed_at__isnull=False, reviewed_messages__gte=number)
    danger = Message.objects.filter(
        ~Exists(reviewed), ~_told_or_resting(chat, now, danger_told__gte=number), need=Need.SAFETY, at__gt=now - LOOK_BACK
    )
    # Not grouped by conversation: SQLite would go through all messages for that.
    first = danger.order_by("at").values("conversation_id").first()
    if first:
        latest = Message.objects.filter(need=Need.SAFETY, **first).aggregate(told=Max("number"))
        return Due(first["conversation_id"], "danger_told", latest["told"])
    told = _told_or_resting(OuterRef("sender_id"), now, unsent_told__gte=OuterRef("pk"))
    unsent = HandOff.objects.filter(~told, state=State.FAILED, saved_at__lte=now - LATE)
    row = unsent.values("sender_id").annotate(told=Max("pk")).order_by("told").first()
    return Due(row["sender_id"], "unsent_told", row["told"]) if row else None


@retry_on_lost_connection
def claim(due: Due, lease: timedelta) -> int | None:
    """Take an email for sending, so that nobody else does until the lease ends; None if another mailer was quicker.

    Returns:
        Which attempt this is, from 1.
    """
    now = datetime.now(timezone.utc)
    Alert.objects.get_or_create(sender_id=due.sender_id, defaults={"not_before": now})
    row = Alert.objects.filter(sender_id=due.sender_id)
    if not row.filter(not_before__lte=now).update(not_before=now + lease, attempts=F("attempts") + 1):
        return None
    return int(row.values_list("attempts", flat=True).get())


@retry_on_lost_connection
def mark_told(due: Due) -> None:
    """Record that the mail server took it."""
    rest = datetime.now(timezone.utc) + QUARTER
    Alert.objects.filter(sender_id=due.sender_id).update(**{due.field: due.told}, not_before=rest, attempts=0)


@retry_on_lost_connection
def mark_failed(due: Due, attempts: int, first_wait: timedelta) -> timedelta:
    """Record that an attempt failed, and return the wait until the next, each twice as long, up to six hours."""
    wait = wait_after(attempts, first_wait) or LONGEST_WAIT
    Alert.objects.filter(sender_id=due.sender_id).update(not_before=datetime.now(timezone.utc) + wait)
    return wait


def purge() -> None:
    """Remove rows that keep nothing from being told twice, and those of conversations that have been removed.

    Looks before it writes, since writing makes Rasa's side wait on SQLite.
    """
    chat = OuterRef("sender_id")
    unsent = HandOff.objects.filter(sender_id=chat, state=State.FAILED)
    is_removed = ~Exists(Conversation.objects.filter(sender_id=chat))
    over = Q(not_before__lte=datetime.now(timezone.utc) - LOOK_BACK)
    gone = Alert.objects.filter(~Exists(unsent), over | is_removed)
    if gone.exists():
        gone.delete()


def _told_or_resting(chat: OuterRef, now: datetime, **told: OuterRef) -> Exists:
    """Return a condition: it has been told, or no email about this chat may go yet."""
    return Exists(Alert.objects.filter(Q(**told) | Q(not_before__gt=now), sender_id=chat))
