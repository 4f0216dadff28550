"""The console, asked by a test: saves hand-offs and looks at them. Runs inside .venv, with the settings of its environment.

Reads one JSON object a line (`{"do": NAME, ...}`) and prints one line of JSON for each, or several where that is said.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "console.config.settings"
django.setup()

from django.db import connection, connections, transaction  # noqa: E402 -- after the models are there
from django.db.models.signals import post_save  # noqa: E402

from console.database import healing  # noqa: E402
from console.handoffs import drafts, outbox  # noqa: E402
from console.handoffs.drafts import Chat  # noqa: E402
from console.handoffs.models import HandOff  # noqa: E402

other = connections.create_connection("default")


def save(count: int, sender: str) -> Iterator[Any]:
    """Save hand-offs; a line with the reference of each one whose `save` returned."""
    for number in range(count):
        reference = draft(f"{sender}-{number}")
        assert outbox.save(chat(f"{sender}-{number}"), reference) == "saved"
        yield reference


def chat(sender: str) -> Chat:
    return Chat(sender, "website")


def draft(sender: str) -> str:
    answers = {"message": f"our Zebedee {sender}", "reply_to": "07700 900123", "safe_time": "not the landline"}
    return drafts.save(chat(sender), None, **answers)


def save_until(step: str, sender: str) -> Iterator[Any]:
    """Save a hand-off and stop for good at a step, after a line with its reference.

    Args:
        step: `drafted`, `inside` the transaction, or `committed`, which is before `save` returns.
        sender: the family.
    """
    reference = draft(sender)

    def stop() -> None:
        print(json.dumps(reference), flush=True)
        sys.stdin.read()

    def once_written(**_: Any) -> None:
        stop() if step == "inside" else transaction.on_commit(stop)

    if step == "drafted":
        stop()
    post_save.connect(once_written, HandOff)
    outbox.save(chat(sender), reference)
    yield None


def save_again(sender: str, reference: str) -> Iterator[Any]:
    """Save a draft, as an action that was called before; its state and how many rows there are."""
    yield outbox.save(chat(sender), reference)
    yield HandOff.objects.filter(reference=reference).count()


def states() -> Iterator[Any]:
    """Reference -> state, number of tries and reason."""
    rows = healing(lambda: list(HandOff.objects.values_list("reference", "state", "attempts", "reason")))()
    yield {row[0]: row[1:] for row in rows}


def dump() -> Iterator[Any]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        yield " ".join(str(_rows(cursor, table)) for table in connection.introspection.table_names(cursor))


def _rows(cursor: Any, table: str) -> Any:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # a table that is there
    return cursor.fetchall()


def terminate() -> Iterator[Any]:
    """Break every connection to PostgreSQL but this one; how many there were."""
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        yield len(cursor.fetchall())


def lock() -> Iterator[Any]:
    """Let nobody else write, until `unlock`."""
    with other.cursor() as cursor:
        if other.vendor == "postgresql":
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE handoffs_handoff IN EXCLUSIVE MODE")
        else:
            cursor.execute("BEGIN IMMEDIATE")
    yield None


def unlock() -> Iterator[Any]:
    """Let others write."""
    with other.cursor() as cursor:
        cursor.execute("ROLLBACK")
    yield None


KNOWN = {what.__name__: what for what in (save, save_until, save_again, states, dump, terminate, lock, unlock)}


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        for answer in KNOWN[asked.pop("do")](**asked):
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
