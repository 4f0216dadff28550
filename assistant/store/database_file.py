"""Whether an SQLite database's file is still the one that is open.

An open file that was moved or deleted takes writes as before, and nobody finds them again: SQLite looks for that only where
it keeps no write-ahead log (its pager.c, `databaseIsUnmoved`).
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.store.store_failed import StoreFailed
from assistant.store.tables import events

logger = logging.getLogger(__name__)

IN_MEMORY = (None, "", ":memory:")


class DatabaseFile:
    """Remembers which file was opened. A file that is gone is never made again while the process runs."""

    def __init__(self, path: str | None) -> None:
        """Set up.

        Args:
            path: of the file, as in the database's address; a database in memory has none.
        """
        self._path = None if path in IN_MEMORY else Path(str(path))
        self._opened: tuple[int, int] | None = None

    @property
    def folder(self) -> Path | None:
        """Where the file stands, with the log that SQLite keeps beside it."""
        return self._path.resolve().parent if self._path else None

    def note_opened(self) -> None:
        """Remember the file that stands there now."""
        self._opened = self._identity()

    def has_changed(self) -> bool:
        """Whether another database of ours stands there now, such as one from a backup, so that it has to be opened.

        Raises:
            StoreFailed: the file is gone, or what stands there holds no conversations.
        """
        if self._opened is None:
            return False
        found = self._identity()
        if found == self._opened:
            return False
        if found is None:
            raise StoreFailed("the database's file is gone; put it back, or start the server again for a new one")
        if not self._holds_our_tables():
            raise StoreFailed("another file stands in the database's place; put the right one there")
        logger.warning("Another database file stands there now; it is opened.")
        return True

    def is_sound(self) -> bool:
        """Whether the file that is open stands in its place and can be read from the disk."""
        return self._path is None or (self._identity() == self._opened and self._holds_our_tables())

    def _identity(self) -> tuple[int, int] | None:
        if self._path is None:
            return None
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
