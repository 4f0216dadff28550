"""Saved messages for NSCP. What `save` has returned for is in the database, and the mailer will send it."""

from __future__ import annotations

from datetime import datetime, timezone
from enum import Enum

from django.db import transaction

from console.database import healing
from console.handoffs.drafts import Chat, Details, oldest
from console.handoffs.encryption import decrypt
from console.handoffs.models import HandOff, State


class Fate(Enum):
    """What a family is told of a saved message."""

    SAVED = "it will be emailed"
    LATE = "it could not be emailed so far"
    SENT = "the mail server took it"
    CLOSED = "staff closed it before it went"


@healing
def save(chat: Chat, reference: str) -> State | None:
    """Turn a draft into a saved message, which the mailer sends.

    Asked again it only says what has become of it, so a second click or a repeated call is harmless.

    Returns:
        The state it is in now; None if this chat has no such hand-off.

    Raises:
        ValueError: the draft has no message, or no way to reply.
        django.db.Error: the database does not answer. It may have been saved all the same; ask again.
        DecryptionError, SettingsError: see `console.handoffs.encryption`.
    """
    with transaction.atomic():
        hand_off = HandOff.objects.select_for_update().filter(**chat._asdict(), reference=reference).first()
        if hand_off is None:
            return None
        if hand_off.state != State.DRAFT:
            return State(hand_off.state)
        if hand_off.touched_at <= oldest():
            return None
        _refuse_unfinished(Details(**decrypt(hand_off.details)))
        hand_off.state = State.SAVED
        hand_off.saved_at = hand_off.next_try_at = datetime.now(timezone.utc)
        hand_off.save(update_fields=["state", "saved_at", "next_try_at"])
    return State(hand_off.state)


@healing
def fate_of(chat: Chat, reference: str) -> Fate | None:
    """Return what has become of a saved message; None for drafts, and if this chat has no such hand-off.

    Raises:
        django.db.Error: the database does not answer.
    """
    saved = HandOff.objects.filter(**chat._asdict(), reference=reference).exclude(state=State.DRAFT)
    found = saved.values("state", "sent_at").first()
    if found is None:
        return None
    if found["sent_at"] is not None:
        return Fate.SENT  # also if staff have closed it since
    return {State.CLOSED: Fate.CLOSED, State.FAILED: Fate.LATE}.get(found["state"], Fate.SAVED)


@healing
def saved_since(chat: Chat, since: datetime, besides: str) -> int:
    """Count a chat's messages saved since then, without the one with the reference `besides`.

    Raises:
        django.db.Error: the database does not answer.
    """
    return int(HandOff.objects.filter(**chat._asdict(), saved_at__gte=since).exclude(reference=besides).count())


def _refuse_unfinished(details: Details) -> None:
    if not details.message.strip() or not details.reply_to.strip():
        raise ValueError("A draft without a message or without a way to reply cannot be saved.")
