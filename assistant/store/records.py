"""What is stored beside turns: feedback, that a chat has ended, and whether the assistant is paused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from assistant.store.conversations import length
from assistant.store.tables import conversations, ended_sessions, feedback, messages, pause
from nscp.turn_facts import Need, helpful_by_message


def keep_feedback(connection: Connection, sender_id: str, reply_id: str, helpful: bool, comment: str, now: float) -> None:
    """Store what a family thought of a reply, with the facts that follow; a later opinion replaces an earlier one.

    Nothing is stored about a conversation that has been removed.

    Args:
        connection: in a transaction.
        sender_id: the conversation.
        reply_id: the message's id, a point and the reply's place.
        helpful: whether it helped.
        comment: why, with personal details hidden; may be empty.
        now: seconds since 1970.
    """
    locked = conversations.update().where(conversations.c.sender_id == sender_id).values(feedback_at=now)
    if not connection.execute(locked).rowcount:
        return
    opinion = {"helpful": helpful, "comment": comment, "given_at": now}
    stored = _insert(connection, feedback).values(sender_id=sender_id, message_id=reply_id, **opinion)
    connection.execute(stored.on_conflict_do_update(index_elements=feedback.primary_key, set_=opinion))
    _update_facts(connection, sender_id, reply_id.rpartition(".")[0])


def end_session(connection: Connection, sender_id: str, now: float) -> None:
    """Let nobody write to this conversation any more. Nothing is erased.

    Args:
        connection: in a transaction.
        sender_id: the conversation.
        now: seconds since 1970.
    """
    ended = _insert(connection, ended_sessions).values(sender_id=sender_id, ended_at=now)
    connection.execute(ended.on_conflict_do_nothing())


def has_ended(connection: Connection, sender_id: str) -> bool:
    """Whether the family has ended the conversation."""
    found = sa.select(ended_sessions.c.sender_id).where(ended_sessions.c.sender_id == sender_id)
    return connection.execute(found).first() is not None


def end_chat(connection: Connection, sender_id: str, following: Callable[[str], str], longest: int, now: float) -> None:
    """Let nobody write any more to a conversation, nor to those in which the chat goes on.

    Args:
        connection: in a transaction.
        sender_id: any conversation of the chat; those before it lead to it and so take no message either.
        following: the sender id under which a conversation goes on.
        longest: messages of the family after which it does.
        now: seconds since 1970.
    """
    for part in _parts(connection, sender_id, following, longest):
        end_session(connection, part, now)


def has_chat_ended(connection: Connection, sender_id: str, following: Callable[[str], str], longest: int) -> bool:
    """Whether the family has ended the chat, in this conversation or in one that continues it; as `end_chat`."""
    return any(has_ended(connection, part) for part in _parts(connection, sender_id, following, longest))


def _parts(connection: Connection, sender_id: str, following: Callable[[str], str], longest: int) -> list[str]:
    """Return the conversation and those after it; the last may be without messages yet: the next message would go there."""
    parts, number = [sender_id], length(connection, sender_id)
    while True:
        next_part = following(parts[-1])
        next_number = length(connection, next_part)
        if number < longest and not next_number:  # one that staff erased is short, whatever follows it
            return parts
        parts.append(next_part)
        number = next_number


def pause_notice(connection: Connection) -> str | None:
    """Return what staff tell families while the assistant is paused, perhaps empty; None if it is not paused."""
    notice: str | None = connection.execute(sa.select(pause.c.notice)).scalar()
    return notice


def _insert(connection: Connection, table: sa.Table) -> Any:
    """Return an insert that may say what happens if another server was faster; each database has its own."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def _update_facts(connection: Connection, sender_id: str, message_id: str) -> None:
    opinions = connection.execute(sa.select(feedback).where(feedback.c.sender_id == sender_id)).all()
    helpful = helpful_by_message((row.message_id, row.helpful) for row in opinions).get(message_id)
    message = (messages.c.sender_id == sender_id) & (messages.c.message_id == message_id)
    connection.execute(messages.update().where(message).values(helpful=helpful))
    down = sum(not row.helpful for row in opinions)
    most = sa.select(sa.func.max(messages.c.need)).where(messages.c.sender_id == sender_id)
    whole = {
        "feedback_at": max(row.given_at for row in opinions),
        "need": max(connection.execute(most).scalar() or 0, int(Need.THUMBS_DOWN if down else Need.NONE)),
        "thumbs_up": len(opinions) - down,
        "thumbs_down": down,
    }
    connection.execute(conversations.update().where(conversations.c.sender_id == sender_id).values(**whole))
