"""What several unit tests need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.store.database import Database
from tests.console_database import migrated_sqlite as migrated_sqlite


@pytest.fixture
def path(tmp_path: Path, migrated_sqlite: Path) -> Path:
    """An SQLite database of the test's own, with the tables."""
    copied = tmp_path / "nscp.sqlite"
    copied.write_bytes(migrated_sqlite.read_bytes())
    return copied


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """That database, open."""
    opened = Database(f"sqlite:///{path}")
    opened.run_now(lambda connection: None)
    yield opened
    opened.close()
