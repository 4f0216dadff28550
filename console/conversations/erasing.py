"""Erasing a conversation: from the assistant's tables, the index, what staff wrote, and the messages for NSCP."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from django.db import transaction

from console.conversations import rasa_tables
from console.conversations.holding import hold_of
from console.conversations.rasa_tables import EndedSession, Event, Feedback, Turn
from console.conversations.removed import forget
from console.conversations.review_models import Judgement
from console.handoffs.models import HandOff, State
from console.locks import FileLock, PostgresLock, exclusive

PATIENCE = 3.0  # seconds to wait for whoever brings the index up to date
UNSENT = (State.SAVED, State.SENDING, State.FAILED)


class MustStay(Exception):
    """The conversation cannot be erased or changed now; says why, for staff."""


def erase(sender_id: str, note: Callable[[], None]) -> None:
    """Remove everything that a conversation left.

    Of a message for NSCP the row stays, without details and without saying from which conversation it came: the family may
    still ask by its reference. That the chat is over stays for as long as a chat is kept.

    Args:
        sender_id: the conversation.
        note: writes down, in the same transaction, that it is erased.

    Raises:
        MustStay: it is on hold, or a message in it was promised to NSCP and is still to be sent, or somebody who has read it
            is about to write it into the index.
        django.db.Error: the database does not answer.
        OSError: SQLite's lock file cannot be made.
    """
    with index_held(), transaction.atomic():
        note()
        _remove(sender_id)


@contextlib.contextmanager
def index_held() -> Iterator[None]:
    """Keep everybody else from writing the index, so that nobody writes into it what they read before.

    Raises:
        MustStay: somebody else writes it for too long.
        django.db.Error: the database does not answer.
        OSError: SQLite's lock file cannot be made.
    """
    index = exclusive("index")
    if not _acquired(index):
        raise MustStay("The index is being brought up to date. Try again in a minute.")
    try:
        yield
    finally:
        index.release()


def _acquired(lock: FileLock | PostgresLock) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not lock.acquire():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _remove(sender_id: str) -> None:
    rasa_tables.keep_stored(sender_id)  # whoever is about to put it on hold does so before or not at all
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
