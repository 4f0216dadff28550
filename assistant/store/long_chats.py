"""A chat that became long is several conversations, each of which begins where the one before was full."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.engine import Connection

from assistant.store import conversations, records


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
        records.end_session(connection, part, now)


def has_chat_ended(connection: Connection, sender_id: str, following: Callable[[str], str], longest: int) -> bool:
    """True when the family has ended the chat, in this conversation or in one in which it goes on; as `end_chat`."""
    return any(records.has_ended(connection, part) for part in _parts(connection, sender_id, following, longest))


def _parts(connection: Connection, sender_id: str, following: Callable[[str], str], longest: int) -> list[str]:
    """The conversation and those after it; the last may have no message yet, but the next message would go there."""
    parts, number = [sender_id], conversations.length(connection, sender_id)
    while True:
        next_part = following(parts[-1])
        next_number = conversations.length(connection, next_part)
        if number < longest and not next_number:  # one that staff erased is short, whatever follows it
            return parts
        parts.append(next_part)
        number = next_number
