"""Databases for tests of the console, in this process. Runs inside .venv.

A conftest.py that imports the fixtures gives them to its tests. With `console_database` a test runs on SQLite and on
PostgreSQL, with empty tables; `hand_offs` does the same and gives settings that wait for nothing long.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings

from console.database import database
from nscp.hand_off_settings import HandOffSettings
from tests.postgres import PostgresMissing, running_postgres

# Models can be imported from here on.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.config.settings")
django.setup()

KEY = "k" * 43 + "="
WRITTEN_BY_MIGRATIONS = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


@contextlib.contextmanager
def console_on(url: str) -> Iterator[None]:
    """Let Django use another database, in this thread and in those that are started meanwhile."""
    before = connections.settings["default"]
    _use(connections.configure_settings({"default": database(url)})["default"])
    try:
        yield
    finally:
        _use(before)


def _use(entry: dict[str, object]) -> None:
    connections.close_all()
    connections.settings["default"] = entry
    connections["default"]  # makes this thread's one, if it has none, so that it can be taken away
    del connections["default"]


@contextlib.contextmanager
def hand_off_settings(var: Path, **changes: object) -> Iterator[HandOffSettings]:
    """Settings of the hand-off for a test: by default a key, addresses, and a second's patience with the mail server."""
    given: dict[str, object] = {"keys": (KEY,), "to": "nscp@example.org", "mail_from": "chat@example.org"}
    given |= {"smtp_host": "127.0.0.1", "smtp_security": "none", "smtp_timeout": 1, **changes}
    hand_off = dataclasses.replace(HandOffSettings(), **given)  # type: ignore[arg-type]
    with override_settings(NSCP=dataclasses.replace(settings.NSCP, var=var, hand_off=hand_off)):
        yield hand_off


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables, to copy."""
    path = tmp_path_factory.mktemp("console") / "empty.sqlite"
    with console_on(f"sqlite:///{path}"):
        call_command("migrate", verbosity=0)
    return path


@pytest.fixture(scope="session")
def migrated_postgres() -> Iterator[str]:
    """SQLAlchemy's address of a PostgreSQL with the tables, to empty."""
    try:
        with running_postgres() as postgres:
            with console_on(postgres.url):
                call_command("migrate", verbosity=0)
            yield postgres.url
    except PostgresMissing as error:
        pytest.fail(str(error))


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[str]:
    """The console on an empty SQLite database; its address."""
    url = f"sqlite:///{tmp_path / 'console.sqlite'}"
    (tmp_path / "console.sqlite").write_bytes(migrated_sqlite.read_bytes())
    with console_on(url):
        yield url


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def console_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The console on an empty database of each kind; its address."""
    if request.param == "SQLite":
        yield request.getfixturevalue("sqlite")
        return
    url = request.getfixturevalue("migrated_postgres")
    with console_on(url):
        _empty()
        yield url


def _empty() -> None:
    """Empty a PostgreSQL as the migrations leave it: without rows, but with roles."""
    ours = set(connection.introspection.django_table_names(only_existing=True))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(sorted(ours - WRITTEN_BY_MIGRATIONS))} RESTART IDENTITY")


@pytest.fixture
def hand_offs(console_database: str, tmp_path: Path) -> Iterator[HandOffSettings]:
    """Empty tables on each kind of database, and settings."""
    with hand_off_settings(tmp_path) as hand_off:
        yield hand_off
