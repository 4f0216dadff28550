"""A lock that one process holds at a time, on whatever machine, and that is free at once when that process dies."""

from __future__ import annotations

import contextlib
import fcntl
import zlib
from pathlib import Path
from typing import IO

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper


def exclusive(name: str) -> FileLock | PostgresLock:
    """Return the database's lock of this name: in PostgreSQL itself, or beside SQLite's file."""
    settings = connections["default"].settings_dict
    if connections["default"].vendor == "postgresql":
        return PostgresLock(name)
    return FileLock(Path(f"{settings['NAME']}-{name}.lock"))


class FileLock:
    """A lock on a file, which the system releases when the process ends. The file stays empty and is never removed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Take the lock; False if another process has it. Raises OSError if the file cannot be made."""
        if self._file is not None:
            return True
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Release the lock, if this process has it."""
        if self._file is not None:
            self._file.close()
            self._file = None


class PostgresLock:
    """An advisory lock, held by a connection of its own, so that it ends with the process or its connection."""

    def __init__(self, name: str) -> None:
        self._number = zlib.crc32(f"nscp {name}".encode())  # PostgreSQL knows locks by numbers
        self._connection: BaseDatabaseWrapper | None = None
        self._is_held = False

    def acquire(self) -> bool:
        """Take the lock; False if another process has it.

        Raises:
            django.db.Error: the database does not answer, or the connection that held the lock has broken.
        """
        try:
            if self._connection is None:
                self._connection = connections.create_connection("default")
            with self._connection.cursor() as cursor:
                # Held as long as the connection answers; taken twice it would have to be released twice.
                cursor.execute("SELECT true" if self._is_held else f"SELECT pg_try_advisory_lock({self._number})")
                self._is_held = cursor.fetchone()[0]
        except Error:
            self._disconnect()
            raise
        return self._is_held

    def release(self) -> None:
        """Release the lock, if this process has it: it is free for others when this returns."""
        if self._connection is not None and self._is_held:
            # Closing the connection releases it too, but only when PostgreSQL has noticed; one that broke already has.
            with contextlib.suppress(Error), self._connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({self._number})")
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._is_held = False
