"""The connection to the database, used from threads so that a slow database never stops the server's event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.pool import SingletonThreadPool

from assistant.store.database_file import DatabaseFile
from assistant.store.store_failed import StoreFailed as StoreFailed
from assistant.store.tables import create_tables

Result = TypeVar("Result")
Work = Callable[[sa.engine.Connection], Result]

WAITS = (0.1, 0.5)  # seconds before the second and third try
SQLITE_BUSY_SECONDS = 2.0
POSTGRESQL_THREADS = 8
POSTGRESQL_CONNECT_SECONDS = 3
POSTGRESQL_LIMITS = "-c statement_timeout=4000 -c lock_timeout=3000"  # milliseconds


@cache
def shared_database(url: str) -> Database:
    """The one `Database` of this process for an address."""
    return Database(url)


class Database:
    """Runs work in transactions, each in a thread, and tries again when the connection failed."""

    def __init__(self, url: str) -> None:
        """Set up. Nothing is connected yet: the server starts even while its database is down.

        Args:
            url: an SQLAlchemy address; SQLite and PostgreSQL are supported.

        Attributes:
            folder: where SQLite keeps its files; None for a database elsewhere or in memory.
        """
        is_sqlite = url.startswith("sqlite")
        # SQLite takes one writer at a time, so a second thread would only wait for the first.
        self._threads = ThreadPoolExecutor(1 if is_sqlite else POSTGRESQL_THREADS, thread_name_prefix="store")
        self.engine = _sqlite(url) if is_sqlite else _postgresql(url)
        self._file = DatabaseFile(self.engine.url.database) if is_sqlite else None
        self.folder = self._file.folder if self._file else None
        self._has_tables = False

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
        """The same in the calling thread, for commands."""
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
            create_tables(self.engine)
            self._has_tables = True
            if self._file:
                self._file.note_opened()
        with self.engine.begin() as connection:
            return work(connection)


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
