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
    """

    ended: bool
    number: int
    answered: int | None


def standing(connection: Connection, sender_id: str, message_id: str) -> Standing:
    """Look a conversation up before a turn."""
    mine = turns.c.sender_id == sender_id
    row = connection.execute(
        sa.select(
            sa.exists().where(ended_sessions.c.sender_id == sender_id).label("ended"),
            sa.select(sa.func.max(turns.c.number)).where(mine).scalar_subquery().label("number"),
            sa.select(turns.c.number).where(mine, turns.c.message_id == message_id).scalar_subquery().label("answered"),
        )
    ).one()
    return Standing(bool(row.ended), row.number or 0, row.answered)


def from_event(connection: Connection, sender_id: str, event_id: int) -> Sequence[Row]:
    """`id` and `data` of the events from this one on, oldest first."""
    rows = sa.select(events.c.id, events.c.data).where(events.c.sender_id == sender_id, events.c.id >= event_id)
    found: Sequence[Row] = connection.execute(rows.order_by(events.c.id)).all()
    return found


def newest(connection: Connection, sender_id: str, messages: int) -> Newest:
    """The last messages of a conversation's latest Rasa session, with the slots and the form set before them.

    Args:
        connection: in a transaction.
        sender_id: the conversation.
        messages: how many messages of the family to read.
    """
    mine = events.c.sender_id == sender_id
    number = connection.execute(sa.select(sa.func.max(turns.c.number)).where(turns.c.sender_id == sender_id)).scalar() or 0
    session = (
        connection.execute(sa.select(sa.func.max(events.c.id)).where(mine, events.c.type_name == SESSION_START)).scalar()
        or 0
    )
    last_messages = sa.select(events.c.id).where(mine, events.c.type_name == "user").order_by(events.c.id.desc())
    starts = connection.execute(last_messages.limit(messages)).scalars().all()
    # The event before a message is `action_listen`, which rules see as part of its turn.
    listening = (
        sa.select(sa.func.max(events.c.id)).where(mine, events.c.id < starts[-1]) if len(starts) == messages else None
    )
    start = max(session, (connection.execute(listening).scalar() or 0) if listening is not None else 0)
    rows = connection.execute(
        sa.select(events.c.id, events.c.data)
        .where(mine, sa.or_(events.c.id >= start, events.c.type_name.in_(STATE) & (events.c.id > session)))
        .order_by(events.c.id)
    ).all()
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
        connection.execute(turns.insert(), new)
    connection.execute(events.insert(), list(rows))
    newest_id: int = connection.execute(sa.select(sa.func.max(events.c.id)).where(events.c.sender_id == sender_id)).scalar()
    return newest_id


def said(connection: Connection, sender_id: str) -> list[dict[str, Any]]:
    """What was said, as events (dictionaries), oldest first."""
    rows = (
        sa.select(events.c.data).where(events.c.sender_id == sender_id, events.c.type_name.in_(SAID)).order_by(events.c.id)
    )
    return [json.loads(data) for data in connection.execute(rows).scalars()]
