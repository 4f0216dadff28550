"""Holds: conversations that the purge and everybody here leave alone until they are released."""

from __future__ import annotations

import time

from console.conversations import rasa_tables
from console.conversations.rasa_tables import HeldConversation


def hold(sender_id: str, reason: str) -> None:
    """Keep a conversation; held already, it gets the new reason.

    Raises:
        django.db.Error: the database does not answer.
    """
    HeldConversation.objects.update_or_create(
        sender_id=sender_id, defaults={"reason": reason}, create_defaults={"reason": reason, "held_at": time.time()}
    )


def release(sender_id: str) -> None:
    """Let retention go on as usual.

    Raises:
        django.db.Error: the database does not answer.
    """
    HeldConversation.objects.filter(sender_id=sender_id).delete()


def hold_of(sender_id: str) -> HeldConversation | None:
    """Why and since when a conversation is held; None if it is not."""
    return HeldConversation.objects.filter(sender_id=sender_id).first() if rasa_tables.are_there() else None
