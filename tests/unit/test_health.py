"""Readiness: what it looks at, and what it says of it."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant.channel import health as module
from assistant.channel.health import Health, Readiness
from assistant.channel.information import load_status_words
from assistant.store import probe
from assistant.store.database import Database
from assistant.store.tables import ended_sessions
from nscp.contacts import load_contacts
from nscp.settings import PROJECT
from nscp.training_problems import forget, note
from tests.running_server import free_port

WORKS = Readiness(model=True, store=True, disk=True, actions=True, data=True, oldest_unsent=None)
WORDS = load_status_words(PROJECT / "data", load_contacts(PROJECT))


class Agent:
    """Rasa's agent, with a model."""

    fingerprint = "checkout"

    def is_ready(self) -> bool:
        return True


@pytest.fixture(scope="module")
def action_url() -> Iterator[str]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/health" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output quiet."""

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/webhook"
        server.shutdown()
        thread.join()


def look(database: Database, path: Path, action_url: str) -> Readiness:
    async def once() -> Readiness:
        return await Health(database, path.parent, action_url).readiness(Agent())  # type: ignore[arg-type]

    return asyncio.run(once())


def save_hand_off(path: Path, state: str, age: timedelta) -> None:
    saved_at = (datetime.now(timezone.utc) - age).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(path)) as connection, connection:
        columns = "state, saved_at, created_at, touched_at, reference, sender_id, channel, details, reason, attempts"
        row = (state, *[saved_at] * 3, f"NSCP-{state}-{saved_at[-6:]}", "s", "website", "", "", 0)
        connection.execute(f"INSERT INTO handoffs_handoff ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608


@contextmanager
def no_more_bytes() -> Iterator[None]:
    """No file of this process can grow, as on a full disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_all_is_well_and_nothing_is_left_behind(database: Database, path: Path, action_url: str) -> None:
    assert look(database, path, action_url) == WORKS
    assert database.run_now(lambda connection: connection.execute(sa.select(ended_sessions)).all()) == []


def test_a_database_that_can_only_be_read_is_not_ready(
    database: Database, path: Path, action_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STORE_SECONDS", 0.3)
    with closing(sqlite3.connect(path, isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        found = look(database, path, action_url)

    assert (found.store, found.status) == (False, "not ready")


def test_a_full_disk_is_not_ready(database: Database, path: Path, action_url: str) -> None:
    with no_more_bytes():
        found = look(database, path, action_url)

    assert (found.store, found.disk, found.status) == (False, False, "not ready")


def test_a_nearly_full_disk_is_said_before_it_is_full(
    database: Database, path: Path, action_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "LEAST_FREE", 1 << 62)

    assert look(database, path, action_url).status == "impaired"


def test_a_file_that_was_moved_away_is_not_ready(database: Database, path: Path, action_url: str) -> None:
    path.rename(path.with_name("elsewhere.sqlite"))

    assert look(database, path, action_url).status == "not ready"


def test_a_file_that_was_overwritten_is_not_ready_even_while_its_pages_are_in_memory(
    database: Database, path: Path, action_url: str
) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))

    assert look(database, path, action_url).status == "not ready"


def test_an_action_server_that_is_down_is_said(database: Database, path: Path) -> None:
    found = look(database, path, f"http://127.0.0.1:{free_port()}/webhook")

    assert (found.actions, found.status) == (False, "impaired")


@pytest.mark.parametrize(
    ("state", "minutes", "status"),
    [
        ("saved", 30, "ready"),
        ("saved", 90, "impaired"),
        ("failed", 90, "impaired"),
        ("sending", 90, "impaired"),
        ("draft", 90, "ready"),
        ("sent", 90, "ready"),
    ],
)
def test_a_message_that_waits_too_long_to_be_emailed_is_said(
    database: Database, path: Path, action_url: str, state: str, minutes: int, status: str
) -> None:
    save_hand_off(path, state, timedelta(minutes=minutes))

    found = look(database, path, action_url)

    assert found.status == status
    assert found.as_json()["oldest_unsent"] == (minutes if state in probe.UNSENT else None)


def test_many_who_ask_at_once_cost_one_look(
    database: Database, path: Path, action_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    monkeypatch.setattr(module, "takes_files", lambda folder: looks.append(folder) or True)

    async def many() -> None:
        health = Health(database, path.parent, action_url)
        await asyncio.gather(*[health.readiness(Agent()) for _ in range(20)])  # type: ignore[arg-type]

    asyncio.run(many())

    assert len(looks) == 1


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (WORKS, "Everything works."),
        (Readiness(True, False, True, True, True, None), "cannot be kept"),
        (Readiness(True, True, False, True, True, None), "nearly full"),
        (Readiness(True, True, True, False, True, None), "NSCP's address instead"),
        (Readiness(True, True, True, True, False, None), "It answers as it did before."),
        (Readiness(True, True, True, True, True, 3 * 3600.0 + 5), "Hours: 3."),
    ],
)
def test_the_page_says_it_in_words_and_names_nscp(found: Readiness, said: str) -> None:
    page = WORDS.page(found)
    words = " ".join([page.lead, *page.sections[0].paragraphs[0], str(page.sections[0].paragraphs[1])])

    assert said in words
    assert "NSCP@northnorthants.gov.uk" in words
    assert "999" in words


def test_a_training_that_stopped_is_said(database: Database, path: Path, action_url: str) -> None:
    async def once() -> Readiness:
        return await Health(database, path.parent, action_url, path.parent).readiness(Agent())  # type: ignore[arg-type]

    note(path.parent, ["data/topics/x.yml:1: is broken"])
    found = asyncio.run(once())
    assert (found.data, found.status) == (False, "impaired")

    forget(path.parent)
    assert asyncio.run(once()).status == "ready"
