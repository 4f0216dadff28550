"""Brings conversations into the index. What is written for one depends on what is stored of it and on nothing else, so doing
it again, or from the beginning, gives the same.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DataError, IntegrityError, transaction

from console.conversations.index_models import Conversation, Message, Outcome, Safety
from console.conversations.rasa_tables import Event, Feedback, Turn
from console.conversations.reading import EVENTS_READ, UNREADABLE, Said, facts_of, messages_of
from nscp.words import tidy

logger = logging.getLogger(__name__)

LOCAL = ZoneInfo("Europe/London")
CANNOT_BE_INDEXED = (*UNREADABLE, DataError, IntegrityError)
UNSURE_BELOW = 0.7  # confidence of a message that is worth a look
UNSURE = (Outcome.CLARIFIED, Outcome.FALLBACK)
LONGEST_MS = 3_600_000
BY_THE_WAY = (Outcome.SMALL_TALK, Outcome.HAND_OFF)  # how sure the assistant was of these tells nothing


def index(sender_ids: Sequence[str]) -> None:
    """Write these conversations into the index, in place of what it holds of them.

    One that cannot be read stands in it without its messages, and keeps the others from nothing.

    Args:
        sender_ids: a few at a time, since all their events are read at once. One that has been removed meanwhile is left to
            `forget_removed`.

    Raises:
        django.db.Error: the database does not answer; the index is as it was.
    """
    try:
        _index(sender_ids)
    except CANNOT_BE_INDEXED:
        for sender_id in sender_ids:
            _index_alone(sender_id)


def _index_alone(sender_id: str) -> None:
    try:
        _index([sender_id])
    except CANNOT_BE_INDEXED as error:
        # The error's own words may quote what a family wrote.
        logger.warning("Conversation %s could not be read: %s.", sender_id, type(error).__name__)
        turns, feedback = _rows_by_sender(Turn, [sender_id]), _rows_by_sender(Feedback, [sender_id])
        conversation = _conversation(sender_id, (), turns[sender_id], feedback[sender_id])
        conversation.need = Conversation.Need.UNREADABLE
        _write([conversation], [])


def _index(sender_ids: Sequence[str]) -> None:
    # Turns before events: a turn that is stored in between is then taken for one that is still to be indexed.
    turns, feedback = _rows_by_sender(Turn, sender_ids), _rows_by_sender(Feedback, sender_ids)
    events = defaultdict(list)
    rows = Event.objects.filter(sender_id__in=sender_ids, type_name__in=EVENTS_READ).order_by("id")
    for sender_id, data in rows.values_list("sender_id", "data"):
        events[sender_id].append(json.loads(data))
    conversations, messages = [], []
    for sender_id in turns:
        said = _messages(sender_id, messages_of(events[sender_id]), turns[sender_id], feedback[sender_id])
        conversations.append(_conversation(sender_id, said, turns[sender_id], feedback[sender_id]))
        messages += said
    _write(conversations, messages)


def _write(conversations: Sequence[Conversation], messages: Sequence[Message]) -> None:
    ids = [conversation.sender_id for conversation in conversations]
    with transaction.atomic():
        Message.objects.filter(conversation_id__in=ids).delete()
        Conversation.objects.filter(sender_id__in=ids).delete()
        Conversation.objects.bulk_create(conversations)
        Message.objects.bulk_create(messages, batch_size=500)


def _rows_by_sender(model: Any, sender_ids: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in model.objects.filter(sender_id__in=sender_ids):
        found[row.sender_id].append(row)
    return found


def _messages(sender_id: str, said: Iterable[Said], turns: Iterable[Turn], feedback: Iterable[Feedback]) -> list[Message]:
    stored_at = {turn.message_id: turn.stored_at for turn in turns}
    helpful = _helpful(feedback)
    return [
        _message(sender_id, message, stored_at.get(message.message_id), helpful.get(message.message_id)) for message in said
    ]


def _helpful(feedback: Iterable[Feedback]) -> dict[str, bool]:
    """Message id -> whether every reply to it helped, for those that somebody said something of."""
    helpful: dict[str, bool] = {}
    for row in feedback:
        message_id = row.message_id.rpartition(".")[0]
        helpful[message_id] = row.helpful and helpful.get(message_id, True)
    return helpful


def _message(sender_id: str, said: Said, stored_at: float | None, helpful: bool | None) -> Message:
    seconds, text = float(said.event["timestamp"]), said.text
    at = datetime.fromtimestamp(seconds, timezone.utc)
    local = at.astimezone(LOCAL)
    return Message(
        conversation_id=sender_id,
        message_id=said.message_id,
        at=at,
        day=local.date(),
        hour=local.hour,
        text=text,
        search=tidy(text),
        response_ms=None if stored_at is None else _milliseconds(stored_at - seconds),
        helpful=helpful,
        **facts_of(said),
    )


def _milliseconds(seconds: float) -> int:
    """Within what the database takes, since clocks of servers may differ."""
    return min(max(0, round(seconds * 1000)), LONGEST_MS)


def _conversation(
    sender_id: str, messages: Sequence[Message], turns: Sequence[Turn], feedback: Sequence[Feedback]
) -> Conversation:
    last_turn = max(turns, key=lambda turn: turn.number)
    last_at = datetime.fromtimestamp(last_turn.stored_at, timezone.utc)
    ups = sum(row.helpful for row in feedback)
    return Conversation(
        sender_id=sender_id,
        started_at=messages[0].at if messages else last_at,
        last_at=messages[-1].at if messages else last_at,
        turns=last_turn.number,
        stored_at=max(turn.stored_at for turn in turns),
        feedback_at=max((row.given_at for row in feedback), default=0),
        messages=len(messages),
        need=_need(messages, has_thumbs_down=ups < len(feedback)),
        lowest_confidence=min((m.confidence for m in messages if m.outcome not in BY_THE_WAY), default=1.0),
        thumbs_up=ups,
        thumbs_down=len(feedback) - ups,
    )


def _need(messages: Sequence[Message], has_thumbs_down: bool) -> Any:
    need = Conversation.Need
    if any(message.safety == Safety.HELP_FIRST or message.outcome == Outcome.SAFETY for message in messages):
        return need.SAFETY
    if any(message.safety == Safety.ANSWER_WITH_HELP for message in messages):
        return need.LINE_OF_HELP
    if has_thumbs_down:
        return need.THUMBS_DOWN
    about = [message for message in messages if message.outcome not in BY_THE_WAY]
    if any(message.outcome in UNSURE or message.confidence < UNSURE_BELOW for message in about):
        return need.UNSURE
    return need.NONE
