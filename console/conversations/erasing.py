"""Erasing a conversation: from the assistant's tables, the index, what staff wrote, and the messages for NSCP."""

from __future__ import annotations

import time

from django.db import transaction

from console.conversations.holding import hold_of
from console.conversations.rasa_tables import EndedSession, Event, Feedback, Turn
from console.conversations.removed import forget
from console.conversations.review_models import Judgement
from console.handoffs.models import HandOff, State

UNSENT = (State.SAVED, State.SENDING, State.FAILED)


class MustStay(Exception):
    """The conversation cannot be erased now; says why, for staff."""


def erase(sender_id: str) -> None:
    """Remove everything that a conversation left. Call it in the transaction that notes it.

    Of a message for NSCP the row stays, without details and without saying from which conversation it came: the family may
    still ask by its reference. That the chat is over stays for as long as a chat is kept.

    Args:
        sender_id: the conversation.

    Raises:
        MustStay: it is on hold, or a message in it was promised to NSCP and is still to be sent.
        django.db.Error: the database does not answer.
    """
    with transaction.atomic():
        if hold_of(sender_id) is not None:
            raise MustStay("It is on hold. Release it first.")
        hand_offs = HandOff.objects.select_for_update().filter(sender_id=sender_id)
        if hand_offs.filter(state__in=UNSENT).exists():
            raise MustStay("A message for NSCP in it is still to be sent. Send or close that first, under Hand-offs.")
        for table in (Event, Turn, Feedback):
            table.objects.filter(sender_id=sender_id).delete()
        # Without it the family's browser could go on with what was erased. It holds an id and a time; the purge takes it.
        EndedSession.objects.get_or_create(sender_id=sender_id, defaults={"ended_at": time.time()})
        hand_offs.filter(state=State.DRAFT).delete()
        hand_offs.update(details="", sender_id="")
        Judgement.objects.filter(sender_id=sender_id).delete()
        forget([sender_id])
