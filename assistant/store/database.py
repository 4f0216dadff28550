"""The connection to the database, used from threads so that a slow database never stops the server's event loop.

Django's migrations make its tables. Started alone on an empty database, Rasa lets them do so first.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.pool import SingletonThreadPool

from assistant.store.tables import events, missing_tables
from nscp.settings import PROJECT

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
Work = Callable[[sa.engine.Connection], Result]

WAITS = (0.1, 0.5)  # seconds before the second and third try
SQLITE_BUSY_SECONDS = 2.0
POSTGRESQL_THREADS = 8
POSTGRESQL_CONNECT_SECONDS = 3
MIGRATE = ("-m", "console.manage", "migrate", "--verbosity", "0")
POSTGRESQL_LIMITS = "-c statement_timeout=4000 -c lock_timeout=3000"  # milliseconds


class StoreFailed(Exception):
    """The database did not do what it was asked, also when asked again. Says nothing of what was to be stored."""


@cache
def shared_database(url: str) -> Database:
    """Return the one `Database` of this process for an address."""
    return Database(url)


class Database:
    """Runs work in transactions, each in a thread, and tries again when the connection failed."""

    def __init__(self, url: str) -> None:
        """Connect to nothing yet: the server starts even while its database is down.

        Args:
            url: an SQLAlchemy address; SQLite and PostgreSQL are supported.

        Attributes:
            folder: where SQLite keeps its files; None for a database elsewhere.
        """
        is_sqlite = url.startswith("sqlite")
        # SQLite takes one writer at a time, so a second thread would only wait for the first.
        self._threads = ThreadPoolExecutor(1 if is_sqlite else POSTGRESQL_THREADS, thread_name_prefix="store")
        self.engine = _sqlite(url) if is_sqlite else _postgresql(url)
        self._file = DatabaseFile(str(self.engine.url.database)) if is_sqlite else None
        self.folder = self._file.folder if self._file else None
        self._has_tables = False
        self._making_tables = threading.Lock()
        self._has_tried = False

    async def run(self, work: Work[Result]) -> Result:
        """Do work in one transaction. It may be done again from the start, so it must not have other effects.

        Args:
            work: gets a connection inside a transaction.

        Raises:
            StoreFailed: it failed on every try.
            sqlalchemy.exc.IntegrityError: a row is there already.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.run_now, work)

    def run_now(self, work: Work[Result]) -> Result:
        """Do the same in the calling thread, for commands."""
        for wait in (*WAITS, None):
            try:
                return self._once(work)
            except sa.exc.IntegrityError:
                raise
            except sa.exc.SQLAlchemyError as error:
                if wait is None:
                    # Not `from error`: SQLAlchemy's errors quote the values that were to be stored.
                    raise StoreFailed(f"the database failed with {type(error).__name__}") from None
                time.sleep(wait)
        raise AssertionError  # the loop ends above

    def file_is_sound(self) -> bool:
        """Whether SQLite's file can be read by who has not opened it yet; what is open may still answer from memory."""
        return self._file is None or self._file.is_sound()

    def close(self) -> None:
        """Close the connections. Work that is under way ends first."""
        self._threads.shutdown()
        self.engine.dispose()

    def _once(self, work: Work[Result]) -> Result:
        if self._file and self._file.has_changed():
            self.engine.dispose()
            self._has_tables = False
        if not self._has_tables:
            self._make_tables()
            self._has_tables = True
            if self._file:
                self._file.note_opened()
        with self.engine.begin() as connection:
            return work(connection)

    def _make_tables(self) -> None:
        """Let Django's migrations make the tables of a database that has none. Several servers may do so at once.

        Raises:
            StoreFailed: they could not be made, or the database is an older one.
        """
        with self._making_tables:
            missing = missing_tables(self.engine)
            if missing and events.name in missing and not self._has_tried:
                self._has_tried = True
                logger.info("The database has no tables yet; they are made.")
                url = self.engine.url.render_as_string(hide_password=False)
                environment = {**os.environ, "NSCP_DATABASE_URL": url}
                done = subprocess.run(
                    (sys.executable, *MIGRATE), cwd=PROJECT, env=environment, capture_output=True, check=False
                )
                missing = missing_tables(self.engine) if not done.returncode else missing
            if missing:
                raise StoreFailed("tables are missing in the database; run `python -m console.manage migrate` to make them")


class DatabaseFile:
    """Remembers which SQLite file was opened. A file that is gone is never made again while the process runs.

    An open file that was moved or deleted takes writes as before, and nobody finds them again: SQLite looks for that only
    where it keeps no write-ahead log (its pager.c, `databaseIsUnmoved`).
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._opened: tuple[int, int] | None = None

    @property
    def folder(self) -> Path:
        """Return where the file is, with the log that SQLite keeps beside it."""
        return self._path.resolve().parent

    def note_opened(self) -> None:
        """Remember the file that is there now."""
        self._opened = self._identity()

    def has_changed(self) -> bool:
        """Return whether another database of ours is there now, such as one from a backup, so that it has to be opened.

        Raises:
            StoreFailed: the file is gone, or what is there holds no conversations.
        """
        if self._opened is None:
            return False
        found = self._identity()
        if found == self._opened:
            return False
        if found is None:
            raise StoreFailed("the database's file is gone; put it back, or start the server again for a new one")
        if not self._holds_our_tables():
            raise StoreFailed("another file is in the database's place; put the right one there")
        logger.warning("Another database file is there now; it is opened.")
        return True

    def is_sound(self) -> bool:
        """Return whether the file that is open is in its place and can be read from the disk."""
        return self._identity() == self._opened and self._holds_our_tables()

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _holds_our_tables(self) -> bool:
        try:
            with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as connection:
                return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (events.name,)).fetchone())
        except sqlite3.Error:
            return False


def _sqlite(url: str) -> sa.engine.Engine:
    options: dict[str, Any] = {"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False}
    engine = sa.create_engine(url, poolclass=SingletonThreadPool, connect_args=options, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # With WAL, readers (staff, tools) never wait for the writer. NORMAL survives the death of the process; only a
        # power cut may take the last turns, and costs a fifth of a disk write for every turn.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine


def _postgresql(url: str) -> sa.engine.Engine:
    return sa.create_engine(
        url,
        pool_size=POSTGRESQL_THREADS,
        connect_args={"connect_timeout": POSTGRESQL_CONNECT_SECONDS, "options": POSTGRESQL_LIMITS},
        hide_parameters=True,  # errors name no values
    )
