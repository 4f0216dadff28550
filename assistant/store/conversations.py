"""Conversations in the database: what is read and written in one transaction."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from assistant.store.tables import conversations, ended_sessions, events, messages
from nscp.conversation import Exchange, exchanges_of
from nscp.turn_facts import Facts, conversation_facts, message_facts

SAID = ("user", "bot")  # kinds of events that were said aloud
STATE = ("slot", "active_loop")  # kinds of events that change what the assistant keeps in mind
SESSION_START = "session_started"

# Built once: putting a statement together takes SQLAlchemy longer than SQLite needs to answer it.
SENDER_ID, MESSAGE_ID, EVENT_ID = sa.bindparam("sender_id"), sa.bindparam("message_id"), sa.bindparam("event_id")
OF_SENDER = events.c.sender_id == SENDER_ID
MESSAGE_OF_SENDER = messages.c.sender_id == SENDER_ID
ID_AND_DATA = sa.select(events.c.id, events.c.data).where(OF_SENDER).order_by(events.c.id)
NUMBER = sa.select(sa.func.max(messages.c.number)).where(MESSAGE_OF_SENDER)
LAST_EVENT = sa.select(sa.func.max(events.c.id)).where(OF_SENDER)
STANDING = sa.select(
    sa.exists().where(ended_sessions.c.sender_id == SENDER_ID).label("ended"),
    NUMBER.scalar_subquery().label("number"),
    sa.select(messages.c.number)
    .where(MESSAGE_OF_SENDER, messages.c.message_id == MESSAGE_ID)
    .scalar_subquery()
    .label("answered"),
    LAST_EVENT.scalar_subquery().label("last_event"),
)
FROM_EVENT = ID_AND_DATA.where(events.c.id >= EVENT_ID)
WHAT_WAS_SAID = sa.select(events.c.data).where(OF_SENDER, events.c.type_name.in_(SAID)).order_by(events.c.id)
LAST_FORM = (
    sa.select(events.c.data).where(OF_SENDER, events.c.type_name == "active_loop").order_by(events.c.id.desc()).limit(1)
)
ADD_MESSAGES = messages.insert()
ADD_EVENTS = events.insert()
BEGIN = conversations.insert()


def _more(name: str, is_more: Callable[[Any, Any], Any]) -> Any:
    new, old = sa.bindparam(f"new_{name}"), conversations.c[name]
    return sa.case((is_more(new, old), new), else_=old)


# A conversation's row with new messages added: the same as from all of them.
GO_ON = (
    conversations.update()
    .where(conversations.c.sender_id == sa.bindparam("this_sender_id"))  # a column's own name would set the column
    .values(
        last_at=sa.bindparam("new_last_at"),
        stored_at=sa.bindparam("new_stored_at"),
        messages=sa.bindparam("new_messages"),
        need=_more("need", operator.gt),
        lowest_confidence=_more("lowest_confidence", operator.lt),
    )
)


class Overtaken(Exception):
    """The conversation has been removed since it was read."""


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
    """The state of a conversation when a message comes in.

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
    """Return how many messages of the family a conversation holds."""
    number: int | None = connection.execute(NUMBER, {"sender_id": sender_id}).scalar()
    return number or 0


def from_event(connection: Connection, sender_id: str, event_id: int) -> Sequence[Row]:
    """Return `id` and `data` of the events from this one on, oldest first."""
    found: Sequence[Row] = connection.execute(FROM_EVENT, {"sender_id": sender_id, "event_id": event_id}).all()
    return found


def is_in_form(connection: Connection, sender_id: str) -> bool:
    """Return whether a form is active, so that the next message may be an answer to its question."""
    data = connection.execute(LAST_FORM, {"sender_id": sender_id}).scalar()
    return data is not None and json.loads(data)["name"] is not None


def newest(connection: Connection, sender_id: str, messages: int) -> Newest:
    """Return the last messages of a conversation's latest Rasa session, with the slots and the form set before them.

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


def new_messages(written: Sequence[dict[str, Any]], number: int, now: float) -> list[Facts]:
    """Return the rows of `messages` for a turn: usually one, none if only the assistant said something.

    Args:
        written: the new events, personal details hidden.
        number: messages of the family that the conversation is known to hold.
        now: seconds since 1970.
    """
    exchanges = [exchange for exchange in exchanges_of(written) if exchange.asked is not None]
    return [_message(exchange, number + place, now) for place, exchange in enumerate(exchanges, start=1)]


def add(connection: Connection, sender_id: str, new: Sequence[Facts], rows: Sequence[dict[str, Any]]) -> int:
    """Store a turn: all its events, its messages with their facts, and the conversation's row; or nothing.

    Args:
        connection: in a transaction.
        sender_id: the conversation.
        new: see `new_messages`.
        rows: the new events, see `as_row`.

    Returns:
        The id of the newest event.

    Raises:
        Overtaken: the conversation has been removed meanwhile.
        sqlalchemy.exc.IntegrityError: one of the messages, or other messages at their places, are stored already.
    """
    if new:
        _write_conversation(connection, sender_id, new)
        connection.execute(ADD_MESSAGES, [{"sender_id": sender_id, **message} for message in new])
    connection.execute(ADD_EVENTS, list(rows))
    newest_id: int = connection.execute(LAST_EVENT, {"sender_id": sender_id}).scalar()
    return newest_id


def as_row(sender_id: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that Rasa's SQLTrackerStore fills (rasa/core/tracker_store.py, `save`).

    Args:
        sender_id: the conversation.
        data: the event, as `Event.as_dict` gives it.
    """
    return {
        "sender_id": sender_id,
        "type_name": data["event"],
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def said(connection: Connection, sender_id: str) -> list[dict[str, Any]]:
    """Return what was said, as events (dictionaries), oldest first."""
    rows = connection.execute(WHAT_WAS_SAID, {"sender_id": sender_id}).scalars()
    return [json.loads(data) for data in rows]


def _message(exchange: Exchange, number: int, now: float) -> Facts:
    given = {"number": number, "message_id": exchange.message_id, "stored_at": now, "helpful": None}
    return {**message_facts(exchange, now), **given}


def _write_conversation(connection: Connection, sender_id: str, new: Sequence[Facts]) -> None:
    facts = conversation_facts(new)
    if new[0]["number"] == 1:
        connection.execute(BEGIN, {"sender_id": sender_id, **facts})
        return
    added = {f"new_{name}": facts[name] for name in ("last_at", "stored_at", "messages", "need", "lowest_confidence")}
    if not connection.execute(GO_ON, {"this_sender_id": sender_id, **added}).rowcount:
        raise Overtaken
