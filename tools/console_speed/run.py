"""A whole run."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any

import tests.console_database  # noqa: F401  # sets Django up

# isort: split
from django.db import connection

from console.conversations.models import Conversation, Event, Message
from tests.postgres import running_postgres
from tests.unit.console.stored import Stored
from tools.console_speed.cases import cases, make_review_data, mixed
from tools.console_speed.house import house
from tools.console_speed.measure import Times, one_reader, several_readers
from tools.console_speed.report import Measured, page_of
from tools.seed.material import load_material

DAYS = 85
READERS = 4


def run(folder: Path, messages: int, times: int) -> str:
    """Measure on both kinds of database; the report.

    Args:
        folder: for SQLite's file.
        messages: of families, in each database.
        times: how often each kind of page is opened.
    """
    runs = [_measure(f"sqlite:///{folder}/nscp.sqlite", messages, times)]
    with running_postgres() as postgres:
        runs.append(_measure(postgres.url, messages, times))
    return page_of(runs, times)


def _measure(url: str, messages: int, times: int) -> Measured:
    with house(url, messages, DAYS) as console:
        make_review_data()
        pages = []
        for name, address in cases():
            pages.append(one_reader(console, name, address, times))
            print(f"{name}: {pages[-1].within(0.95):.0f} ms", flush=True)
        addresses = list(itertools.islice(mixed(), times * READERS))
        return Measured(
            database=_name(connection),
            conversations=Conversation.objects.count(),
            messages=Message.objects.count(),
            events=Event.objects.count(),
            starts_in=console.starts_in,
            recomputed_in=console.recomputed_in,
            new_turn=_new_turns(url, times),
            pages=pages,
            crowd=several_readers(console, "Four readers, all kinds", addresses, READERS),
        )


def _new_turns(url: str, times: int) -> Times:
    stored, taken = Stored(url, load_material()), []
    for nth in range(times):
        start = time.perf_counter()
        stored.say(f"new {nth % 5}")
        taken.append(1000 * (time.perf_counter() - start))
    stored.close()
    return Times("one new message", tuple(taken))


def _name(connection: Any) -> str:
    version = connection.pg_version // 10_000 if connection.vendor == "postgresql" else connection.Database.sqlite_version
    return f"{connection.display_name} {version}"
