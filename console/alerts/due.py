"""What somebody has to be told of and has not been, read from the conversations and hand-offs themselves.

So nothing is lost if no mailer runs for a while, and what has been reviewed or sent meanwhile is not told any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q

from console.alerts.models import Alert, SingleAlert
from console.conversations.models import Conversation, Message, Need, Review
from console.database import retry_on_lost_connection
from console.handoffs.claims import LONGEST_WAIT, wait_after
from console.handoffs.models import HandOff, State

QUARTER = timedelta(minutes=15)  # between two emails about one chat, and between two about several
MOST_SINGLE = 6  # emails about danger in one chat each, in any hour: whoever opens many chats must not flood the address
HOUR = timedelta(hours=1)
DIGEST = ""  # in place of a chat: the row of `Alert` for emails about several
LATE = timedelta(hours=1)  # after which a message for NSCP should have been emailed, as /health/ready has it
LOOK_BACK = timedelta(days=3)  # older danger is not told: it is long overdue in the queue


@dataclass(frozen=True)
class Due:
    """One email that is due.

    Attributes:
        chats: the chats that it is about, the newest first, with what `field` becomes for each once it has been sent.
        field: of `Alert`, for what it tells: `danger_told` or `unsent_told`.
        sender_id: the row of `Alert` that is claimed for it.
    """

    chats: tuple[tuple[str, int], ...]
    field: str
    sender_id: str

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
    if first and SingleAlert.objects.filter(at__gt=now - HOUR).count() < MOST_SINGLE:
        latest = Message.objects.filter(need=Need.SAFETY, **first).aggregate(told=Max("number"))
        return Due(((first["conversation_id"], latest["told"]),), "danger_told", first["conversation_id"])
    if first and not Alert.objects.filter(sender_id=DIGEST, not_before__gt=now).exists():
        told: dict[str, int] = {}
        for sender_id, message in danger.order_by("-at", "-number").values_list("conversation_id", "number"):
            told[sender_id] = max(message, told.get(sender_id, 0))
        return Due(tuple(told.items()), "danger_told", DIGEST)
    is_told = _told_or_resting(OuterRef("sender_id"), now, unsent_told__gte=OuterRef("pk"))
    unsent = HandOff.objects.filter(~is_told, state=State.FAILED, saved_at__lte=now - LATE)
    row = unsent.values("sender_id").annotate(told=Max("pk")).order_by("told").first()
    return Due(((row["sender_id"], row["told"]),), "unsent_told", row["sender_id"]) if row else None


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
    now = datetime.now(timezone.utc)
    rest = {"not_before": now + QUARTER, "attempts": 0}
    rows = [Alert(sender_id=sender_id, **{due.field: told}, **rest) for sender_id, told in due.chats]
    changed = [due.field, *rest]
    with transaction.atomic():
        Alert.objects.bulk_create(rows, update_conflicts=True, unique_fields=["sender_id"], update_fields=changed)
        if due.sender_id == DIGEST:
            Alert.objects.filter(sender_id=DIGEST).update(**rest)
        elif due.is_danger:
            SingleAlert.objects.create(at=now)


@retry_on_lost_connection
def mark_failed(due: Due, attempts: int, first_wait: timedelta) -> timedelta:
    """Record that an attempt failed, and return the wait until the next, each twice as long, up to six hours."""
    wait = wait_after(attempts, first_wait) or LONGEST_WAIT
    Alert.objects.filter(sender_id=due.sender_id).update(not_before=datetime.now(timezone.utc) + wait)
    return wait


def purge() -> None:
    """Remove rows that keep nothing from being told twice or too often, and those of conversations that have been removed.

    Looks before it writes, since writing makes Rasa's side wait on SQLite.
    """
    chat = OuterRef("sender_id")
    unsent = HandOff.objects.filter(sender_id=chat, state=State.FAILED)
    now = datetime.now(timezone.utc)
    is_removed = ~Exists(Conversation.objects.filter(sender_id=chat)) & ~Q(sender_id=DIGEST)
    over = Q(not_before__lte=now - LOOK_BACK)
    for gone in (Alert.objects.filter(~Exists(unsent), over | is_removed), SingleAlert.objects.filter(at__lte=now - HOUR)):
        if gone.exists():
            gone.delete()


def _told_or_resting(chat: OuterRef, now: datetime, **told: OuterRef) -> Exists:
    """Return a condition: it has been told, or no email about this chat may go yet."""
    return Exists(Alert.objects.filter(Q(**told) | Q(not_before__gt=now), sender_id=chat))
