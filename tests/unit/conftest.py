"""What several unit tests need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.store.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where an SQLite database of the test's own stands."""
    return tmp_path / "nscp.sqlite"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """That database, open and with its tables."""
    opened = Database(f"sqlite:///{path}")
    opened.run_now(lambda connection: None)
    yield opened
    opened.close()
