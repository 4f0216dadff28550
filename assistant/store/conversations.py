"""Conversations in the database: what is read and written in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from assistant.store.tables import ended_sessions, events, turns

SAID = ("user", "bot")  # kinds of events that were said aloud
STATE = ("slot", "active_loop")  # kinds of events that change what the assistant keeps in mind
SESSION_START = "session_started"

# Built once: putting a statement together takes SQLAlchemy longer than SQLite needs to answer it.
SENDER_ID, MESSAGE_ID, EVENT_ID = sa.bindparam("sender_id"), sa.bindparam("message_id"), sa.bindparam("event_id")
OF_SENDER = events.c.sender_id == SENDER_ID
TURN_OF_SENDER = turns.c.sender_id == SENDER_ID
ID_AND_DATA = sa.select(events.c.id, events.c.data).where(OF_SENDER).order_by(events.c.id)
NUMBER = sa.select(sa.func.max(turns.c.number)).where(TURN_OF_SENDER)
LAST_EVENT = sa.select(sa.func.max(events.c.id)).where(OF_SENDER)
STANDING = sa.select(
    sa.exists().where(ended_sessions.c.sender_id == SENDER_ID).label("ended"),
    NUMBER.scalar_subquery().label("number"),
    sa.select(turns.c.number).where(TURN_OF_SENDER, turns.c.message_id == MESSAGE_ID).scalar_subquery().label("answered"),
    LAST_EVENT.scalar_subquery().label("last_event"),
)
FROM_EVENT = ID_AND_DATA.where(events.c.id >= EVENT_ID)
WHAT_WAS_SAID = sa.select(events.c.data).where(OF_SENDER, events.c.type_name.in_(SAID)).order_by(events.c.id)
LAST_FORM = (
    sa.select(events.c.data).where(OF_SENDER, events.c.type_name == "active_loop").order_by(events.c.id.desc()).limit(1)
)
ADD_TURN = turns.insert()
ADD_EVENTS = events.insert()


@dataclass(frozen=True)
class Newest:
    """The newest part of a conversation.

    Attributes:
        rows: `id` and `data` of events, oldest first; empty if there is no conversation.
        number: messages of the family in the whole conversation.
    """

    rows: Sequence[Row]
    number: int


@dataclass(frozen=True)
class Standing:
    """How a conversation stands when a message comes in.

    Attributes:
        ended: the family ended it.
        number: messages of the family so far.
        answered: the number that this very message had, if it was answered before.
        last_event: id of the newest event; 0 if there is none.
    """

    ended: bool
    number: int
    answered: int | None
    last_event: int


def standing(connection: Connection, sender_id: str, message_id: str) -> Standing:
    """Look a conversation up before a turn."""
    row = connection.execute(STANDING, {"sender_id": sender_id, "message_id": message_id}).one()
    return Standing(bool(row.ended), row.number or 0, row.answered, row.last_event or 0)


def length(connection: Connection, sender_id: str) -> int:
    """Messages of the family in a conversation so far."""
    number: int | None = connection.execute(NUMBER, {"sender_id": sender_id}).scalar()
    return number or 0


def from_event(connection: Connection, sender_id: str, event_id: int) -> Sequence[Row]:
    """`id` and `data` of the events from this one on, oldest first."""
    found: Sequence[Row] = connection.execute(FROM_EVENT, {"sender_id": sender_id, "event_id": event_id}).all()
    return found


def is_in_form(connection: Connection, sender_id: str) -> bool:
    """Whether a form is active, so that the next message may be an answer to its question."""
    data = connection.execute(LAST_FORM, {"sender_id": sender_id}).scalar()
    return data is not None and json.loads(data)["name"] is not None


def newest(connection: Connection, sender_id: str, messages: int) -> Newest:
    """The last messages of a conversation's latest Rasa session, with the slots and the form set before them.

    Args:
        connection: in a transaction.
        sender_id: the conversation.
        messages: how many messages of the family to read.
    """
    who = {"sender_id": sender_id}
    number = connection.execute(NUMBER, who).scalar() or 0
    session = connection.execute(LAST_EVENT.where(events.c.type_name == SESSION_START), who).scalar() or 0
    last = sa.select(events.c.id).where(OF_SENDER, events.c.type_name == "user").order_by(events.c.id.desc())
    starts = connection.execute(last.limit(messages), who).scalars().all()
    start = session
    if len(starts) == messages:
        # The event before a message is `action_listen`, which rules see as part of its turn.
        start = max(session, connection.execute(LAST_EVENT.where(events.c.id < starts[-1]), who).scalar() or 0)
    state = events.c.type_name.in_(STATE) & (events.c.id > session)
    rows = connection.execute(ID_AND_DATA.where(sa.or_(events.c.id >= start, state)), who).all()
    return Newest(rows, number)


def add(
    connection: Connection,
    sender_id: str,
    number: int,
    message_ids: Sequence[str],
    rows: Sequence[dict[str, Any]],
    now: float,
) -> int:
    """Store a turn: its messages and all its events, or nothing.

    Args:
        connection: in a transaction.
        sender_id: the conversation.
        number: messages of the family that it is known to hold.
        message_ids: those of the new ones.
        rows: the new events.
        now: seconds since 1970.

    Returns:
        The id of the newest event.

    Raises:
        sqlalchemy.exc.IntegrityError: one of the messages, or other messages after `number`, are stored already.
    """
    if message_ids:
        new = [
            {"sender_id": sender_id, "number": number + place, "message_id": message_id, "stored_at": now}
            for place, message_id in enumerate(message_ids, start=1)
        ]
        connection.execute(ADD_TURN, new)
    connection.execute(ADD_EVENTS, list(rows))
    newest_id: int = connection.execute(LAST_EVENT, {"sender_id": sender_id}).scalar()
    return newest_id


def said(connection: Connection, sender_id: str) -> list[dict[str, Any]]:
    """What was said, as events (dictionaries), oldest first."""
    rows = connection.execute(WHAT_WAS_SAID, {"sender_id": sender_id}).scalars()
    return [json.loads(data) for data in rows]
