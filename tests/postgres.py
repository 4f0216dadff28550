"""A PostgreSQL of the tests' own: a new cluster on a free loopback port, gone when they end.

Used by tests in both environments, so nothing here imports Rasa or the project. A test module that imports
`postgres_url` can use it as a fixture.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running_server import PROJECT, free_port

START_SECONDS = 30
OWNERS = ("postgres", "nobody")  # PostgreSQL refuses to run as root
# Nothing in it is kept, so it need not be written safely. No socket: its folder belongs to the system.
OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "unix_socket_directories=", "max_connections=50")


class PostgresMissing(Exception):
    """There is no PostgreSQL on this machine and it could not be installed."""


class Postgres:
    """A PostgreSQL server on this machine."""

    def __init__(self, programs: Path, folder: Path) -> None:
        """Set up.

        Args:
            programs: where `initdb` and `postgres` are.
            folder: an empty one, for its data and its log.
        """
        self._programs = programs
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"postgresql://postgres@127.0.0.1:{self._port}/postgres"

    def create(self) -> None:
        """Make the cluster."""
        if owner := _owner():
            shutil.chown(self._folder, owner["user"], owner["group"])
        # UTF-8 whatever the machine's language; `trust` asks for no password on loopback.
        how = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        command = [self._programs / "initdb", "-D", self._folder / "data", *how]
        made = subprocess.run(
            command, cwd=self._folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **_owner()
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [part for option in (*OPTIONS, "listen_addresses=127.0.0.1") for part in ("-c", option)]
        command = [self._programs / "postgres", "-D", self._folder / "data", "-p", str(self._port), *options]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **_owner()
            )
        asked = [self._programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run(asked, stdin=subprocess.DEVNULL, check=False).returncode:
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start:\n{(self._folder / 'log').read_text()[-3000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it at once, if it was started here. Clients lose their connections."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)  # PostgreSQL's "fast shutdown"
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        self._process = None


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A new PostgreSQL, stopped and removed at the end.

    Raises:
        PostgresMissing: there is none on this machine and it could not be installed.
    """
    # Not pytest's own temporary folder: only root may enter that one.
    with tempfile.TemporaryDirectory(prefix="nscp-postgres-") as folder:
        postgres = Postgres(_programs(), Path(folder))
        postgres.create()
        try:
            postgres.start()
            yield postgres
        finally:
            postgres.stop()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """SQLAlchemy's address of an empty PostgreSQL database; the test fails where none can be had."""
    try:
        with running_postgres() as postgres:
            yield postgres.url
    except PostgresMissing as error:
        pytest.fail(str(error))


def _programs() -> Path:
    found = subprocess.run(
        ["sh", "setup/find_postgres.sh"], cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if found.returncode:
        raise PostgresMissing(found.stderr.strip().splitlines()[-1])
    return Path(found.stdout.strip())


def _owner() -> dict[str, Any]:
    """Whom to run it as, as arguments of subprocess: nothing for an ordinary user, somebody harmless for root."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = next(known[name] for name in OWNERS if name in known)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
