"""The outbox: a draft becomes a saved message in one transaction, once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import pytest
from django.db import Error, OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_save

from console.handoffs import drafts, outbox
from console.handoffs.drafts import Chat
from console.handoffs.models import HandOff, State
from console.handoffs.outbox import Fate

pytestmark = pytest.mark.usefixtures("hand_offs")

# SQLite's connections do not break.
on_postgresql = pytest.mark.parametrize("console_database", ["PostgreSQL"], indirect=True)

FAMILY = Chat("a" * 32, "website")
OTHERS = Chat("b" * 32, "website")


def finished_draft() -> str:
    return drafts.save(FAMILY, None, message="our Zebedee", reply_to="07700 900123", name="Jo Bloggs")


def in_a_thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def other_connection() -> BaseDatabaseWrapper:
    return connections.create_connection("default")


def test_a_saved_draft_waits_for_the_mailer() -> None:
    reference = finished_draft()

    assert outbox.save(FAMILY, reference) is State.SAVED

    [hand_off] = HandOff.objects.all()
    assert (hand_off.state, hand_off.reference, hand_off.attempts) == (State.SAVED, reference, 0)
    assert hand_off.saved_at is not None
    assert hand_off.next_try_at == hand_off.saved_at


def test_saving_again_is_one_message_and_says_what_has_become_of_it() -> None:
    reference = finished_draft()
    outbox.save(FAMILY, reference)
    HandOff.objects.update(state=State.SENT)

    assert outbox.save(FAMILY, reference) is State.SENT

    assert HandOff.objects.count() == 1


def test_a_double_click_is_one_message() -> None:
    reference = finished_draft()

    with ThreadPoolExecutor(8) as threads:
        clicks = [threads.submit(outbox.save, FAMILY, reference) for _ in range(8)]

    assert [click.result() for click in clicks] == [State.SAVED] * 8
    assert HandOff.objects.count() == 1


@pytest.mark.parametrize(
    "answers", [{}, {"message": "hello"}, {"reply_to": "a@b.org"}, {"message": " ", "reply_to": "a@b.org"}]
)
def test_a_draft_without_message_or_reply_is_not_saved(answers: dict[str, str]) -> None:
    reference = drafts.save(FAMILY, None, **answers)

    with pytest.raises(ValueError, match="without a message"):
        outbox.save(FAMILY, reference)

    assert HandOff.objects.get().state == State.DRAFT


def test_a_message_is_known_to_its_own_conversation_only() -> None:
    reference = finished_draft()
    assert outbox.fate_of(FAMILY, reference) is None
    outbox.save(FAMILY, reference)

    assert outbox.fate_of(FAMILY, reference) is Fate.SAVED
    assert outbox.fate_of(OTHERS, reference) is None
    assert outbox.fate_of(FAMILY, "NSCP-BBBB-BBBB") is None
    assert outbox.save(OTHERS, reference) is None
    assert outbox.save(FAMILY, "NSCP-BBBB-BBBB") is None


@pytest.mark.parametrize(
    ("state", "was_sent", "fate"),
    [
        (State.SENDING, False, Fate.SAVED),
        (State.FAILED, False, Fate.LATE),
        (State.SENT, True, Fate.SENT),
        (State.CLOSED, True, Fate.SENT),
        (State.CLOSED, False, Fate.CLOSED),
    ],
)
def test_a_family_is_told_that_it_was_emailed_only_if_it_was(state: State, was_sent: bool, fate: Fate) -> None:
    reference = finished_draft()
    outbox.save(FAMILY, reference)
    HandOff.objects.update(state=state, sent_at=datetime.now(timezone.utc) if was_sent else None)

    assert outbox.fate_of(FAMILY, reference) is fate


def test_what_is_saved_can_neither_be_changed_nor_forgotten_as_a_draft() -> None:
    reference = finished_draft()
    outbox.save(FAMILY, reference)

    drafts.forget(FAMILY, reference)
    other = drafts.save(FAMILY, reference, message="something else")

    assert other != reference
    assert drafts.read(FAMILY, reference) is None
    assert outbox.fate_of(FAMILY, reference) is Fate.SAVED


@on_postgresql
def test_a_connection_that_broke_is_replaced() -> None:
    reference = finished_draft()
    terminate_connections()

    assert outbox.save(FAMILY, reference) is State.SAVED


@on_postgresql
def test_a_connection_that_breaks_in_the_middle_is_replaced() -> None:
    reference = finished_draft()
    breaks = [True]

    def break_once(**_: object) -> None:
        if breaks:
            breaks.pop()
            terminate_connections()

    post_save.connect(break_once, HandOff)  # inside the transaction
    try:
        assert outbox.save(FAMILY, reference) is State.SAVED
    finally:
        post_save.disconnect(break_once, HandOff)

    assert HandOff.objects.count() == 1


def test_a_database_that_is_locked_is_not_waited_for_without_end() -> None:
    reference = finished_draft()
    other = other_connection()
    locks = "SELECT 1 FROM handoffs_handoff FOR UPDATE" if other.vendor == "postgresql" else "SELECT 1"
    try:
        with transaction.atomic():
            connection.cursor().execute(locks)  # on SQLite, the transaction alone keeps every other writer out
            outcome: list[BaseException | State | None] = []

            def click() -> None:
                try:
                    outcome.append(outbox.save(FAMILY, reference))
                except Error as error:
                    outcome.append(error)
                finally:
                    connections.close_all()

            thread = in_a_thread(click)
            thread.join(timeout=60)
    finally:
        other.close()

    assert isinstance(outcome[0], OperationalError)
    assert outbox.save(FAMILY, reference) is State.SAVED


def terminate_connections() -> None:
    """As an administrator or a failing network does to all of them."""
    other = other_connection()
    with other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname <> ''"
        )
    other.close()
