"""Keeps the index up to date: finds what was stored since, and what has been removed.

Ids of events do not tell what is new: PostgreSQL hands them out before the commit, so a lower one may turn up later, and
SQLite gives those of removed rows out again. So a conversation is compared by its turns, and the last minutes are always
compared again.
"""

from __future__ import annotations

import time

from django.db.models import Exists, Max, OuterRef, QuerySet

from console.conversations import rasa_tables
from console.conversations.index_models import Conversation, IndexState, Message
from console.conversations.indexing import index
from console.conversations.rasa_tables import Feedback, Turn
from console.conversations.removed import forget_removed
from console.locks import exclusive

LATE = 600.0  # seconds by which a turn may be committed after its time, and clocks of servers may differ
COMPARE_EVERY = 600.0  # seconds between two comparisons of everything
AT_ONCE = 40  # conversations in one transaction: on SQLite it makes the assistant wait
FOR_A_PAGE = 80  # conversations that a page waits for; the rest comes with the next pages, or with the command


def catch_up(most: int | None = FOR_A_PAGE, everything: bool = False) -> bool:
    """Index what is new. Cheap if nothing is. If another process is at it, that one does it.

    Args:
        most: conversations to index now; None for as many as there are.
        everything: compare all conversations, also if that was done a short time ago.

    Returns:
        True if the index is complete.

    Raises:
        django.db.Error: the database does not answer.
        OSError: SQLite's lock file cannot be made.
    """
    if not rasa_tables.are_there():
        return True
    state = IndexState.objects.filter(pk=1).first() or IndexState(pk=1)
    now = time.time()
    everything = everything or now - state.compared_at > COMPARE_EVERY
    since = 0.0 if everything else state.until - LATE
    newest = _newest()
    if not everything and newest == state.until and not changed_since(since).exists():
        return True
    lock = exclusive("index")
    if not lock.acquire():
        return False
    try:
        if everything:
            forget_removed()  # first, since nothing may keep it from being done
        is_complete = _index_changed(since, most)
        if is_complete:
            state.until = newest
            state.compared_at = now if everything else state.compared_at
            state.save()
    finally:
        lock.release()
    return is_complete


def rebuild() -> None:
    """Empty the index and make it anew. What staff have added to conversations is kept.

    Raises:
        django.db.Error: the database does not answer; whoever asks next goes on.
    """
    IndexState.objects.all().delete()
    Message.objects.all().delete()
    Conversation.objects.all().delete()
    while not catch_up(most=None, everything=True):
        time.sleep(0.2)  # another process is at it


def changed_since(since: float) -> QuerySet:
    """Sender ids of conversations with a turn or a feedback that is not indexed.

    Args:
        since: seconds since 1970; what was stored before is not looked at.
    """
    indexed = Conversation.objects.filter(sender_id=OuterRef("sender_id"))
    turn = indexed.filter(turns__gte=OuterRef("number"), stored_at__gte=OuterRef("stored_at"))
    opinion = indexed.filter(feedback_at__gte=OuterRef("given_at"))
    turns = Turn.objects.filter(~Exists(turn), stored_at__gt=since)
    # Feedback to a conversation that has no turns any more belongs to none.
    feedback = Feedback.objects.filter(Exists(indexed), ~Exists(opinion), given_at__gt=since)
    return turns.values_list("sender_id").union(feedback.values_list("sender_id"))


def _index_changed(since: float, most: int | None) -> bool:
    """Index what changed; True if that was all."""
    changed = [sender_id for (sender_id,) in changed_since(since)]
    for start in range(0, len(changed[:most]), AT_ONCE):
        index(changed[:most][start : start + AT_ONCE])
    return most is None or len(changed) <= most


def _newest() -> float:
    turn = Turn.objects.aggregate(at=Max("stored_at"))["at"] or 0.0
    opinion = Feedback.objects.aggregate(at=Max("given_at"))["at"] or 0.0
    return max(turn, opinion)
