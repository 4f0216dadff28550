"""Local state is closed to other users of the machine, also what an earlier version left open."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from nscp.setting_values import SettingsError
from nscp.settings import Settings

OTHERS = 0o077


def open_to_others(folder: Path) -> set[str]:
    """What in a folder, or the folder itself, others may do anything with."""
    return {path.name for path in (folder, *folder.rglob("*")) if path.stat().st_mode & OTHERS}


@pytest.fixture
def left_open(tmp_path: Path) -> Path:
    """A folder as an earlier version made it."""
    var = tmp_path / "var"
    for folder in (var, var / "mail", var / "training"):
        folder.mkdir()
    for name in ("nscp.sqlite", "nscp.sqlite-wal", "nscp.sqlite.bak", "mail/first.eml", "training/vectors.npz"):
        (var / name).touch()
    for path in (var, *var.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return var


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Path]:
    """A database that another process uses, so that there is a WAL beside it."""
    file = tmp_path / "chats.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE chats (text)")
        connection.commit()
        for path in tmp_path.glob("chats*"):
            path.chmod(0o644)
        yield file


def test_the_folder_and_what_is_made_in_it_are_closed_to_others(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "a" / "var")
    address = settings.database()

    with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE chats (text)")
        connection.commit()
        settings.signing_key()

        assert {path.name for path in settings.var.iterdir()} >= {"nscp.sqlite", "nscp.sqlite-wal", "secret.key"}
        assert open_to_others(settings.var) == set()


def test_what_an_earlier_version_left_open_is_closed_and_said(left_open: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        Settings(var=left_open).signing_key()

    assert open_to_others(left_open) == set()
    assert "nscp.sqlite-wal" in caplog.text
    assert "make new keys" in caplog.text
    assert "vectors" not in caplog.text


def test_a_folder_that_was_never_open_is_passed_in_silence(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("a", "a"):
        Settings(var=tmp_path / name).signing_key()

    assert caplog.text == ""


def test_a_database_elsewhere_is_closed_with_all_that_lies_beside_it(busy: Path) -> None:
    Settings(database_url=f"sqlite:///{busy}").database()

    assert {path.name for path in busy.parent.glob("chats*")} >= {"chats.sqlite", "chats.sqlite-wal"}
    assert not any(path.stat().st_mode & OTHERS for path in busy.parent.glob("chats*"))


def test_what_stays_open_stops_the_start_and_says_what_to_do(left_open: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "chmod", lambda *_: None)  # a file system without permissions

    with pytest.raises(SettingsError, match=r"chmod -R go= .*var.*NSCP_VAR"):
        Settings(var=left_open).database()
