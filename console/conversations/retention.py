"""How long conversations stay: what the purge (assistant/store/purge.py) would remove, holds, and erasing one at once."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from datetime import datetime, timezone

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from console.audit.models import record
from console.conversations.facts import lock
from console.conversations.models import (
    Conversation,
    EndedSession,
    Event,
    Feedback,
    HeldConversation,
    Judgement,
    Message,
    Note,
    QueueSkip,
    Review,
    Tag,
)
from console.handoffs.models import UNSENT, HandOff, State

SECONDS_IN_A_DAY = 86_400


class CannotErase(Exception):
    """The conversation cannot be erased now; says why, for staff."""


def older_than(days: float) -> QuerySet:
    """Return conversations in which nothing has happened for so many days, held or not, oldest first.

    The purge has the same rule, read from events (`older_conversations`); a test compares them.
    """
    before = datetime.now(timezone.utc).timestamp() - days * SECONDS_IN_A_DAY
    ended_since = EndedSession.objects.filter(ended_at__gte=before).values("sender_id")
    older = Conversation.objects.filter(stored_at__lt=before, feedback_at__lt=before)
    return older.exclude(sender_id__in=ended_since).order_by("last_at")


def would_go(days: float) -> QuerySet:
    """Return those of them that the purge removes."""
    return older_than(days).filter(~held())


def kept_by_hold(days: float) -> QuerySet:
    """Return those of them that stay because they are on hold."""
    return older_than(days).filter(held())


def held() -> Q:
    """Return a condition on `Conversation`: it is on hold."""
    return Q(sender_id__in=HeldConversation.objects.values("sender_id"))


def hold_of(sender_id: str) -> HeldConversation | None:
    """Return why and since when a conversation is held; None if it is not."""
    found: HeldConversation | None = HeldConversation.objects.filter(sender_id=sender_id).first()
    return found


def hold(sender_id: str, reason: str) -> None:
    """Put a conversation on hold until it is released; held already, it gets the new reason."""
    HeldConversation.objects.update_or_create(
        sender_id=sender_id, defaults={"reason": reason}, create_defaults={"reason": reason, "held_at": time.time()}
    )


def release(sender_id: str) -> None:
    """Let retention go on as usual."""
    HeldConversation.objects.filter(sender_id=sender_id).delete()


@contextlib.contextmanager
def changing(request: HttpRequest, sender_id: str, action: str, reason: str = "") -> Iterator[None]:
    """Open a transaction for a change by staff, recorded in the audit log. Nobody can remove the conversation until it ends.

    Args:
        request: whose user makes it.
        sender_id: the conversation.
        action: one of the audit log's `Action`.
        reason: what, or why.

    Raises:
        Http404: there is no such conversation.
        django.db.Error: the database does not answer, or it could not be noted; nothing is changed.
    """
    with transaction.atomic():
        if lock(sender_id) is None:
            raise Http404
        record(request, action, f"conversation {sender_id}", reason)
        yield


def why_not_erased(sender_id: str) -> str:
    """Return why a conversation cannot be erased now and what to do first, for staff; empty if it can."""
    if hold_of(sender_id) is not None:
        return "It is on hold. Release it from hold first."
    if HandOff.objects.filter(sender_id=sender_id, state__in=UNSENT).exists():
        return "A message for NSCP in it is still to be sent. Send or close that first, under Hand-offs."
    return ""


@transaction.atomic
def erase(sender_id: str) -> None:
    """Remove everything that a conversation left.

    Of a message for NSCP the row stays, without details and without saying from which conversation it came: the family may
    still ask by its reference. That the chat is over stays for as long as a chat is stored.

    Raises:
        CannotErase: it is on hold, or a message in it was promised to NSCP and is still to be sent.
        django.db.Error: the database does not answer.
    """
    lock(sender_id)  # a colleague who is about to put it on hold does so before or not at all
    hand_offs = HandOff.objects.select_for_update().filter(sender_id=sender_id)
    list(hand_offs)  # locks them: the mailer waits
    if problem := why_not_erased(sender_id):
        raise CannotErase(problem)
    Message.objects.filter(conversation_id=sender_id).delete()
    for table in (Conversation, Event, Feedback, Note, Tag, Review, QueueSkip, Judgement):
        table.objects.filter(sender_id=sender_id).delete()
    # Without it the family's browser could go on with what was erased. It holds an id and a time; the purge takes it.
    EndedSession.objects.get_or_create(sender_id=sender_id, defaults={"ended_at": time.time()})
    hand_offs.filter(state=State.DRAFT).delete()
    hand_offs.update(details="", sender_id="")
