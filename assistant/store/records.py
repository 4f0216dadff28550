"""What is stored beside conversations: feedback, ended sessions, and whether the assistant is paused."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.store.tables import ended_sessions, feedback, pause


def keep_feedback(connection: Connection, sender_id: str, message_id: str, helpful: bool, comment: str, now: float) -> None:
    """Store what a family thought of a reply; a later opinion replaces an earlier one.

    Args:
        connection: in a transaction.
        sender_id: the conversation.
        message_id: id of the reply.
        helpful: whether it helped.
        comment: why, with personal details hidden; may be empty.
        now: seconds since 1970.
    """
    connection.execute(feedback.delete().where(feedback.c.sender_id == sender_id, feedback.c.message_id == message_id))
    values = {"sender_id": sender_id, "message_id": message_id, "helpful": helpful, "comment": comment, "given_at": now}
    connection.execute(feedback.insert().values(values))


def end_session(connection: Connection, sender_id: str, now: float) -> None:
    """Let nobody write to this conversation any more. Nothing is erased.

    Args:
        connection: in a transaction.
        sender_id: the conversation.
        now: seconds since 1970.
    """
    if not has_ended(connection, sender_id):
        connection.execute(ended_sessions.insert().values(sender_id=sender_id, ended_at=now))


def has_ended(connection: Connection, sender_id: str) -> bool:
    """True when the family has ended the conversation."""
    found = sa.select(ended_sessions.c.sender_id).where(ended_sessions.c.sender_id == sender_id)
    return connection.execute(found).first() is not None


def pause_notice(connection: Connection) -> str | None:
    """What staff tell families while the assistant is paused, perhaps empty; None if it is not paused."""
    notice: str | None = connection.execute(sa.select(pause.c.notice)).scalar()
    return notice
