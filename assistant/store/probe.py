"""Looks at the database as a turn would use it, and leaves nothing behind."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.store.database import Database
from assistant.store.records import end_session

LEAST_FREE = 50_000_000  # bytes on the disk; some ten thousand turns
PROBE_BYTES = 65_536

# The console's table (console/handoffs/models.py; a test compares).
hand_offs = sa.table("handoffs_handoff", sa.column("state", sa.String), sa.column("saved_at", sa.DateTime(timezone=True)))
UNSENT = ("saved", "sending", "failed")


class _TakenBackError(Exception):
    """Makes a transaction end without effect. Carries what was found in it."""

    def __init__(self, found: float | None) -> None:
        super().__init__()
        self.found = found


async def write_and_take_back(database: Database) -> float | None:
    """Write a row and roll it back.

    Returns:
        The time since the oldest message for NSCP that was not emailed yet was saved, in seconds; None if there is none.

    Raises:
        StoreFailed: no turn could be stored now.
    """

    def work(connection: Connection) -> None:
        end_session(connection, f"probe-{secrets.token_hex(8)}", 0.0)
        raise _TakenBackError(_oldest_unsent(connection, time.time()))

    try:
        await database.run(work)
    except _TakenBackError as taken_back:
        return taken_back.found
    raise AssertionError  # the work above always raises


def takes_files(folder: Path) -> bool:
    """Whether a file can be written there. A row that is rolled back never reaches SQLite's files, so it does not tell."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(PROBE_BYTES))
    except OSError:
        return False
    return True


def has_space(folder: Path) -> bool:
    """Whether at least `LEAST_FREE` bytes are free there."""
    try:
        return shutil.disk_usage(folder).free >= LEAST_FREE
    except OSError:
        return False


def _oldest_unsent(connection: Connection, now: float) -> float | None:
    oldest = sa.select(sa.func.min(hand_offs.c.saved_at)).where(hand_offs.c.state.in_(UNSENT))
    saved_at: datetime | None = connection.execute(oldest).scalar()
    if saved_at is None:
        return None
    aware = saved_at if saved_at.tzinfo else saved_at.replace(tzinfo=timezone.utc)  # SQLite keeps UTC without saying so
    return now - aware.timestamp()
