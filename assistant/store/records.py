"""What is stored beside conversations: feedback, ended sessions, and whether the assistant is paused."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
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
    opinion = {"helpful": helpful, "comment": comment, "given_at": now}
    stored = _insert(connection, feedback).values(sender_id=sender_id, message_id=message_id, **opinion)
    connection.execute(stored.on_conflict_do_update(index_elements=feedback.primary_key, set_=opinion))


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
    """True when the family has ended the conversation."""
    found = sa.select(ended_sessions.c.sender_id).where(ended_sessions.c.sender_id == sender_id)
    return connection.execute(found).first() is not None


def pause_notice(connection: Connection) -> str | None:
    """What staff tell families while the assistant is paused, perhaps empty; None if it is not paused."""
    notice: str | None = connection.execute(sa.select(pause.c.notice)).scalar()
    return notice


def _insert(connection: Connection, table: sa.Table) -> Any:
    """An insert that may say what happens if another server was faster: each database has its own, spelt alike."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
