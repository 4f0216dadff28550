"""The mailer's lock, its purge, and how it gets over a database that is away."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connections

from console.database import MIGRATE_FIRST
from console.handoffs import drafts
from console.handoffs.drafts import Chat
from console.handoffs.mail import write_file
from console.handoffs.mailer import Mailer
from console.handoffs.management.commands import migrate
from console.handoffs.models import HandOff, State
from console.handoffs.retention import purge
from console.locks import exclusive
from nscp.hand_off_settings import HandOffSettings
from tests.console_database import console_on, hand_off_settings
from tests.mail_server import MailServer
from tests.unit.hand_offs.queue_of_hand_offs import FAMILY, SECRETS, hand_off, ran, saved

LEFT = Chat("c" * 32, "website")


# The lock


@pytest.mark.usefixtures("console_database")
def test_one_at_a_time_has_the_lock() -> None:
    first, second, other = exclusive("mailer"), exclusive("mailer"), exclusive("migration")

    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    assert other.acquire()

    first.release()
    assert second.acquire()
    assert not first.acquire()
    for lock in (second, other):
        lock.release()


@pytest.mark.parametrize("console_database", ["PostgreSQL"], indirect=True)  # a file's lock is not lost
@pytest.mark.usefixtures("console_database")
def test_a_mailer_whose_connection_broke_knows_that_it_lost_the_lock() -> None:
    first, second = exclusive("mailer"), exclusive("mailer")
    first.acquire()
    ran("SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory'")

    assert second.acquire()
    with pytest.raises(Error):
        first.acquire()
    assert not first.acquire()
    second.release()


def test_only_the_mailer_with_the_lock_sends(hand_offs: HandOffSettings, server: MailServer) -> None:
    lock = exclusive("mailer")
    lock.acquire()
    saved()
    stop = threading.Event()
    standing_by = StopsAfterALook(stop, hand_offs)

    standing_by.run(stop)
    assert server.connections == 0
    assert HandOff.objects.get().state == State.SAVED

    lock.release()


class StopsAfterALook(Mailer):
    """Looks once whether there is something to do."""

    def __init__(self, stop: threading.Event, settings: HandOffSettings) -> None:
        super().__init__(exclusive("mailer"), settings)
        self._stop_event = stop

    def _step(self) -> bool:
        self._stop_event.set()
        return super()._step()


@pytest.mark.usefixtures("console_database")
def test_only_one_process_changes_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = exclusive("migration")
    lock.acquire()
    monkeypatch.setattr(migrate, "LONGEST_WAIT", 0.0)

    with pytest.raises(CommandError, match="Another process"):
        call_command("migrate", verbosity=0)

    lock.release()
    call_command("migrate", verbosity=0)


# The database


def test_a_database_without_tables_is_said_once_and_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "console")
    stop = threading.Event()
    looks = []

    class Looks(Mailer):
        def _step(self) -> bool:
            looks.append(super()._step())
            if len(looks) == 3:
                call_command("migrate", verbosity=0)
            if len(looks) == 4:
                stop.set()
            return True  # do not wait

    with console_on(f"sqlite:///{tmp_path / 'new.sqlite'}"), hand_off_settings(tmp_path) as settings:
        Looks(exclusive("mailer"), settings).run(stop)

    said = [record.getMessage() for record in caplog.records if record.name == "console.handoffs.mailer"]
    assert said == [
        f"The database failed with OperationalError. Trying again every second. {MIGRATE_FIRST}",
        "This mailer is at work.",
    ]


# The purge


@pytest.mark.usefixtures("hand_offs")
def test_drafts_that_were_left_are_removed() -> None:
    ran("INSERT INTO ended_sessions VALUES (%s, 1.0)", LEFT.sender_id)
    fresh, stale, left = (drafts.save(chat, None, message="hello") for chat in (FAMILY, FAMILY, LEFT))
    kept = [fresh, saved(FAMILY), saved(LEFT)]
    HandOff.objects.exclude(reference__in=[fresh, left]).update(touched_at=drafts.oldest())

    purge(90)

    assert set(HandOff.objects.values_list("reference", flat=True)) == set(kept)
    assert stale not in kept


@pytest.mark.usefixtures("hand_offs")
def test_details_go_when_their_time_is_over_and_the_row_stays() -> None:
    long_ago, lately = (datetime.now(timezone.utc) - timedelta(days=days) for days in (91, 89))
    rows = {
        saved(): {"state": State.SENT, "sent_at": long_ago},
        saved(): {"state": State.CLOSED, "sent_at": lately, "closed_at": long_ago},
        saved(): {"state": State.SENT, "sent_at": lately},
        saved(): {"state": State.CLOSED, "sent_at": long_ago, "closed_at": lately},
        saved(): {"state": State.FAILED, "saved_at": long_ago},
        saved(): {"state": State.SAVED, "saved_at": long_ago},
    }
    for reference, changes in rows.items():
        HandOff.objects.filter(reference=reference).update(**changes)

    purge(90)

    assert [bool(hand_off(reference).details) for reference in rows] == [False, False, True, True, True, True]
    assert HandOff.objects.count() == len(rows)


@pytest.mark.parametrize("console_database", ["SQLite"], indirect=True)  # whose writers wait for each other
@pytest.mark.usefixtures("hand_offs")
def test_a_purge_with_nothing_to_do_writes_nothing() -> None:
    saved()
    drafts.save(FAMILY, None, message="hello")
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")

        purge(90)

        cursor.execute("ROLLBACK")
    other.close()


# A machine without a mail server


def test_a_mail_is_written_whole_and_readable_by_its_owner_only(
    hand_offs: HandOffSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    reference = saved()

    Mailer(exclusive("mailer"), hand_offs, partial(write_file, tmp_path / "mail")).work()

    [written] = (tmp_path / "mail").iterdir()
    assert "Zebedee" in message_from_bytes(written.read_bytes()).get_payload()[0].get_payload()
    assert written.name.endswith(f"Z-{reference}.eml")
    assert (written.stat().st_mode & 0o777, (tmp_path / "mail").stat().st_mode & 0o777) == (0o600, 0o700)
    assert hand_off(reference).state == State.SENT
    assert not any(secret in caplog.text for secret in SECRETS)


def test_a_mail_that_cannot_be_written_is_tried_again(hand_offs: HandOffSettings, tmp_path: Path) -> None:
    reference = saved()
    (tmp_path / "mail").touch()

    Mailer(exclusive("mailer"), hand_offs, partial(write_file, tmp_path / "mail")).work()

    assert hand_off(reference).state == State.FAILED
    assert hand_off(reference).next_try_at is not None
