"""How Django uses the database that Rasa's events are in: waits that end, and connections that are replaced."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import dj_database_url
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.migrations.executor import MigrationExecutor

Result = TypeVar("Result")

MIGRATE_FIRST = (
    "The database has no tables yet, or those of an earlier version: run `.venv/bin/python -m console.manage migrate` first."
)

SQLITE_BUSY_SECONDS = 4
# A hand-off is promised, so it is on the disk before the family reads so, whatever the file or the server are set to.
SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
POSTGRESQL_CONNECT_SECONDS = 3
# Waits in milliseconds. With the keepalives (seconds) the server notices within a minute that a machine with a mailer died.
POSTGRESQL_START = " ".join(
    f"-c {name}"
    for name in (
        "statement_timeout=4000",
        "lock_timeout=3000",
        "synchronous_commit=on",
        "tcp_keepalives_idle=30",
        "tcp_keepalives_interval=10",
        "tcp_keepalives_count=3",
    )
)
POSTGRESQL_KEEP_SECONDS = 600  # for which a connection is used again


def database(url: str) -> dict[str, Any]:
    """Return an entry of Django's `DATABASES` for SQLAlchemy's address of a SQLite or PostgreSQL database."""
    entry: dict[str, Any] = dict(dj_database_url.parse(url.replace("postgresql+psycopg2:", "postgresql:", 1)))
    given = entry.get("OPTIONS", {})
    if url.startswith("sqlite"):
        options = {"timeout": SQLITE_BUSY_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_START}
        # Not kept between calls: a file that was restored from a copy is another file.
        return {**entry, "OPTIONS": {**given, **options}, "CONN_MAX_AGE": 0}
    options = {"connect_timeout": POSTGRESQL_CONNECT_SECONDS, "options": POSTGRESQL_START}
    keep = {"CONN_MAX_AGE": POSTGRESQL_KEEP_SECONDS, "CONN_HEALTH_CHECKS": True}
    return {**entry, "OPTIONS": {**options, **given}, **keep}


def needs_migration() -> bool:
    """Return whether `migrate` has something to do.

    Raises:
        django.db.Error: the database does not answer.
    """
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def retry_on_lost_connection(work: Callable[..., Result]) -> Callable[..., Result]:
    """Make a function use a connection that is alive, and call it once more if the connection breaks meanwhile.

    Django looks after its connections between web requests; this is for calls from anywhere else. What is decorated may
    run twice, since a commit may have reached the database before the connection broke.
    """

    @functools.wraps(work)
    def retried(*args: Any, **kwargs: Any) -> Result:
        close_old_connections()
        used = None
        try:
            connection.ensure_connection()
            used = connection.connection
            return work(*args, **kwargs)
        except (InterfaceError, OperationalError):
            # Django may have connected again already, to end the transaction.
            is_alive = connection.connection is used and connection.is_usable()
            if is_alive or connection.in_atomic_block:  # a refusal or a lock
                raise
            connection.close()
            return work(*args, **kwargs)

    return retried
