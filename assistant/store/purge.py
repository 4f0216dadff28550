"""Removes conversations: `python -m assistant.store.purge`. What is on hold stays.

A conversation is kept for NSCP_RETENTION_DAYS after its last message. The server removes older ones itself every few hours.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.store.database import Database, StoreFailed
from assistant.store.tables import (
    OF_A_CONVERSATION,
    conversations,
    ended_sessions,
    events,
    feedback,
    holds,
    judgements,
    staff_tables,
)
from nscp.setting_values import SettingsError
from nscp.settings import Settings

SECONDS_IN_A_DAY = 86_400
AT_ONCE = 500  # conversations in one statement


def older_conversations(connection: Connection, before: float) -> list[str]:
    """Return the sender ids of the conversations that ended before a time and are not on hold.

    Args:
        connection: in a transaction.
        before: seconds since 1970.
    """
    times = sa.union_all(
        sa.select(events.c.sender_id, events.c.timestamp.label("at")),
        sa.select(feedback.c.sender_id, feedback.c.given_at),
        sa.select(ended_sessions.c.sender_id, ended_sessions.c.ended_at),
    ).subquery()
    older = (
        sa.select(times.c.sender_id)
        .where(times.c.sender_id.not_in(sa.select(holds.c.sender_id)))
        .group_by(times.c.sender_id)
        .having(sa.func.max(times.c.at) < before)
    )
    return list(connection.execute(older).scalars())


def remove_conversations(connection: Connection, sender_ids: Sequence[str]) -> int:
    """Remove conversations with their facts and what staff wrote about them, except those on hold.

    Judgements stay, without saying of which conversation: they hold nothing that a family wrote, and trainers may not have
    seen them yet.

    Args:
        connection: in a transaction.
        sender_ids: the conversations.

    Returns:
        How many rows of families went.
    """
    removed = 0
    for start in range(0, len(sender_ids), AT_ONCE):
        some = sender_ids[start : start + AT_ONCE]
        # Staff who change one have locked its row (console/conversations/facts.py, `lock`): they come first.
        locked = sa.select(conversations.c.sender_id).where(conversations.c.sender_id.in_(some))
        connection.execute(locked.order_by(conversations.c.sender_id).with_for_update())
        connection.execute(judgements.update().where(_free(judgements, some)).values(sender_id="", message_id=""))
        for table in staff_tables:
            connection.execute(table.delete().where(_free(table, some)))
        for table in OF_A_CONVERSATION:
            removed += connection.execute(table.delete().where(_free(table, some))).rowcount
    return removed


def _free(table: sa.Table, sender_ids: Sequence[str]) -> Any:
    return table.c.sender_id.in_(sender_ids) & table.c.sender_id.not_in(sa.select(holds.c.sender_id))


def purge(connection: Connection, days: float, now: float) -> int:
    """Remove every conversation whose last message is older than a number of days; see `remove_conversations`."""
    return remove_conversations(connection, older_conversations(connection, now - days * SECONDS_IN_A_DAY))


def main() -> int:
    """Run the command.

    Returns:
        0 if it was done, 1 if not.
    """
    arguments = argparse.ArgumentParser(prog="python -m assistant.store.purge", description=__doc__)
    what = arguments.add_mutually_exclusive_group()
    what.add_argument("--conversation", metavar="ID", help="remove this conversation, whatever its age")
    what.add_argument("--days", type=float, help="remove what is older than this; without it, NSCP_RETENTION_DAYS")
    arguments.add_argument("--dry-run", action="store_true", help="only say how many conversations would go")
    asked = arguments.parse_args()
    try:
        settings = Settings.from_environment(os.environ)
        database = Database(settings.database())
        days = settings.retention_days if asked.days is None else asked.days
        print(database.run_now(lambda connection: _purge_as_asked(connection, asked.conversation, days, asked.dry_run)))
    except (SettingsError, StoreFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _purge_as_asked(connection: Connection, conversation: str | None, days: float, dry_run: bool) -> str:
    before = time.time() - days * SECONDS_IN_A_DAY
    chosen = [conversation] if conversation else older_conversations(connection, before)
    if dry_run:
        return f"{len(chosen)} conversations would be removed."
    removed = remove_conversations(connection, chosen)
    kept = ""
    if conversation and not removed:
        kept = " It is not there, or on hold."
    return f"{len(chosen) if removed else 0} conversations removed ({removed} rows).{kept}"


if __name__ == "__main__":
    sys.exit(main())
