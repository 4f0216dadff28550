"""The queue: which conversation to look at next, and who has it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from django.db import transaction
from django.db.models import Q, QuerySet

from console.conversations.filters import is_reviewed
from console.conversations.index_models import Conversation
from console.conversations.review_models import Review

CLAIM = timedelta(minutes=30)  # after which a conversation that was opened and left goes back into the queue
TRIES = 10  # conversations that others may take before us in one go


def waiting() -> QuerySet:
    """Conversations that want a look and have had none, those in need first: safety, thumbs down, low confidence."""
    return Conversation.objects.filter(~is_reviewed(), need__gt=0).order_by("-need", "lowest_confidence", "-last_at")


def take_next(user_name: str) -> str | None:
    """Claim the conversation that is most in need, so that nobody else gets it for half an hour.

    Somebody who has one already gets the same again.

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
    free = waiting().exclude(sender_id__in=claimed.values("sender_id")).values_list("sender_id", flat=True)
    return next((sender_id for sender_id in free[:TRIES] if _claim(sender_id, user_name, now)), None)


def mark_reviewed(sender_id: str, user_name: str) -> None:
    """Note that somebody has been through a conversation as it stands now.

    Raises:
        Conversation.DoesNotExist: it has been removed.
    """
    messages = Conversation.objects.get(sender_id=sender_id).messages
    values = {"reviewed_by": user_name, "reviewed_at": datetime.now(timezone.utc), "reviewed_messages": messages}
    Review.objects.update_or_create(sender_id=sender_id, defaults={**values, "claimed_by": "", "claimed_at": None})


def mark_unreviewed(sender_id: str) -> None:
    """Put a conversation back among those that nobody has been through."""
    Review.objects.filter(sender_id=sender_id).update(reviewed_by="", reviewed_at=None, reviewed_messages=0)


def claimed_by_another(sender_id: str, user_name: str) -> str:
    """Who else has a conversation from the queue now; empty if nobody."""
    since = datetime.now(timezone.utc) - CLAIM
    others = Review.objects.filter(sender_id=sender_id, claimed_at__gt=since).exclude(claimed_by=user_name)
    return str(others.values_list("claimed_by", flat=True).first() or "")


def _claim(sender_id: str, user_name: str, now: datetime) -> bool:
    """One statement decides who gets it; True if it is us."""
    free = Q(claimed_at=None) | Q(claimed_at__lte=now - CLAIM) | Q(claimed_by=user_name)
    with transaction.atomic():
        Review.objects.bulk_create([Review(sender_id=sender_id)], ignore_conflicts=True)
        claimed = Review.objects.filter(free, sender_id=sender_id).update(claimed_by=user_name, claimed_at=now)
    return bool(claimed)
