"""An SQLite file that is moved, deleted or replaced while the server runs."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.store import records
from assistant.store.database import Database, StoreFailed


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{path}")
    end(opened, "first")
    yield opened
    opened.close()


def end(database: Database, sender_id: str) -> None:
    database.run_now(lambda connection: records.end_session(connection, sender_id, 1.0))


def has_ended(database: Database, sender_id: str) -> bool:
    return database.run_now(lambda connection: records.has_ended(connection, sender_id))


def test_a_file_that_was_moved_away_takes_no_writes_and_is_not_made_again(database: Database, path: Path) -> None:
    path.rename(path.with_name("elsewhere.sqlite"))

    with pytest.raises(StoreFailed, match="gone"):
        end(database, "second")
    assert not path.exists()


def test_a_file_that_is_put_back_is_used_again(database: Database, path: Path) -> None:
    elsewhere = path.rename(path.with_name("elsewhere.sqlite"))
    with pytest.raises(StoreFailed):
        has_ended(database, "first")
    elsewhere.rename(path)

    end(database, "second")

    assert has_ended(database, "first")
    with closing(sqlite3.connect(path)) as found:
        assert found.execute("SELECT count(*) FROM ended_sessions").fetchone() == (2,)


def test_a_copy_that_is_put_in_its_place_is_opened(database: Database, path: Path) -> None:
    copy = path.with_name("copy.sqlite")
    with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(copy)) as backup:
        live.backup(backup)
    end(database, "second")
    for part in path.parent.glob("nscp.sqlite*"):
        part.unlink()
    shutil.copy(copy, path)

    end(database, "third")

    assert [has_ended(database, name) for name in ("first", "second", "third")] == [True, False, True]


@pytest.mark.parametrize("content", [b"", b"no database at all"])
def test_another_file_in_its_place_is_not_taken_for_it(database: Database, path: Path, content: bytes) -> None:
    for part in path.parent.glob("nscp.sqlite*"):
        part.unlink()
    path.write_bytes(content)

    with pytest.raises(StoreFailed, match="another file"):
        end(database, "second")
