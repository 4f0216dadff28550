"""The queue: which conversation to look at next, and who has it."""

from __future__ import annotations

from datetime import datetime, timezone

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from console.conversations.facts import lock
from console.conversations.models import CLAIM, Conversation, QueueSkip, Review, is_reviewed

TRIES = 10  # conversations that others may claim before this one gives up
DANGER = Q(need=Conversation.Need.SAFETY)


def waiting() -> QuerySet:
    """Return conversations that need a review and have had none, in the order in which they should be looked at.

    Danger first, the newest first, since somebody may still be helped. Then what has waited too long, the longest first, so
    that nothing waits for ever behind newer needs. Then by `Conversation.Need`, within each the newest first.
    """
    overdue = ~DANGER & is_overdue()
    tier = Case(When(DANGER, then=Value(0)), When(overdue, then=Value(1)), default=Value(2))
    longest_first = Case(When(overdue, then=F("last_at")))  # the same for all others
    return Conversation.objects.filter(~is_reviewed(), need__gt=0).order_by(tier, longest_first, "-need", "-last_at")


def is_overdue() -> Q:
    """Return a condition on `Conversation`: it has waited for longer than NSCP_REVIEW_WITHIN."""
    return Q(last_at__lt=datetime.now(timezone.utc) - settings.NSCP.console.review_within)


def take_next(user_name: str) -> str | None:
    """Claim the conversation that is most in need, so that nobody else gets it for half an hour.

    Somebody who has one already gets the same again, and what somebody has put back they do not get for as long.

    Args:
        user_name: whose claim it is.

    Returns:
        Its id; None if nothing waits, or others have all of it.

    Raises:
        django.db.Error: the database does not answer.
    """
    now = datetime.now(timezone.utc)
    claimed = Review.objects.filter(claimed_at__gt=now - CLAIM)
    own = waiting().filter(sender_id__in=claimed.filter(claimed_by=user_name).values("sender_id")).first()
    if own:
        return str(own.sender_id)
    left = QueueSkip.objects.filter(by=user_name, at__gt=now - CLAIM)
    free = waiting().exclude(sender_id__in=claimed.values("sender_id")).exclude(sender_id__in=left.values("sender_id"))
    ids = free.values_list("sender_id", flat=True)
    return next((sender_id for sender_id in ids[:TRIES] if _claim(sender_id, user_name, now)), None)


def mark_reviewed(sender_id: str, user_name: str, messages: int, thumbs_down: int) -> bool:
    """Note that somebody has been through a conversation, as far as they have seen it.

    Args:
        sender_id: the conversation.
        user_name: who has been through it.
        messages: how many messages they saw.
        thumbs_down: how many opinions that an answer did not help.

    Returns:
        True if that was all; otherwise it still waits.

    Raises:
        Conversation.DoesNotExist: it has been removed.
    """
    now = Conversation.objects.get(sender_id=sender_id)
    seen = {
        "reviewed_by": user_name,
        "reviewed_at": datetime.now(timezone.utc),
        "reviewed_messages": min(messages, now.messages),
        "reviewed_thumbs_down": min(thumbs_down, now.thumbs_down),
    }
    Review.objects.update_or_create(sender_id=sender_id, defaults={**seen, "claimed_by": "", "claimed_at": None})
    return bool(Conversation.objects.filter(is_reviewed(), sender_id=sender_id).exists())


def mark_unreviewed(sender_id: str) -> None:
    """Put a conversation back among those that nobody has been through."""
    Review.objects.filter(sender_id=sender_id).update(
        reviewed_by="", reviewed_at=None, reviewed_messages=0, reviewed_thumbs_down=0
    )


def put_back(sender_id: str, user_name: str) -> None:
    """Leave a conversation to others, and to oneself when the time of a claim is over."""
    now = datetime.now(timezone.utc)
    Review.objects.filter(sender_id=sender_id, claimed_by=user_name).update(claimed_by="", claimed_at=None)
    QueueSkip.objects.filter(by=user_name, at__lte=now - CLAIM).delete()
    QueueSkip.objects.update_or_create(sender_id=sender_id, by=user_name, defaults={"at": now})


def _claim(sender_id: str, user_name: str, now: datetime) -> bool:
    """Claim it in one statement; False if somebody else was quicker, or it has been removed meanwhile."""
    free = Q(claimed_at=None) | Q(claimed_at__lte=now - CLAIM) | Q(claimed_by=user_name)
    with transaction.atomic():
        if lock(sender_id) is None:
            return False
        Review.objects.bulk_create([Review(sender_id=sender_id)], ignore_conflicts=True)
        claimed = Review.objects.filter(free, sender_id=sender_id).update(claimed_by=user_name, claimed_at=now)
    return bool(claimed)
