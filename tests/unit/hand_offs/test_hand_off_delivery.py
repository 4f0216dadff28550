"""Delivery to a mail server that takes, refuses, drops and drags, on both databases."""

from __future__ import annotations

import dataclasses
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.db import OperationalError, connections

from console.handoffs.claims import mark_sent, wait_after
from console.handoffs.mailer import Mailer
from console.handoffs.models import HandOff, State
from console.locks import exclusive
from nscp.hand_off_settings import HandOffSettings
from tests.console_database import hand_off_settings
from tests.mail_server import Behaviour, MailServer
from tests.unit.hand_offs.queue_of_hand_offs import SECRETS, hand_off, mailer, now_due, saved

DAY = timedelta(days=1)


@pytest.fixture
def settings(hand_offs: HandOffSettings, server: MailServer) -> HandOffSettings:
    """Settings with the test's mail server."""
    return dataclasses.replace(hand_offs, smtp_port=server.port)


def test_a_saved_message_is_sent_and_noted(settings: HandOffSettings, server: MailServer) -> None:
    reference = saved()

    assert mailer(settings).work() is True
    assert mailer(settings).work() is False

    assert server.times == {f"<{reference}@example.org>": 1}
    row = hand_off(reference)
    assert (row.state, row.attempts, row.reason, row.next_try_at) == (State.SENT, 1, "", None)
    assert row.sent_at >= row.saved_at


def test_a_message_is_marked_as_sent_before_the_goodbye(settings: HandOffSettings, server: MailServer) -> None:
    reference = saved()
    at_goodbye: list[str] = []
    said = threading.Event()

    def look(step: str) -> None:
        if step == "goodbye":
            at_goodbye.append(hand_off(reference).state)
            connections.close_all()
            said.set()

    server.on_step = look
    mailer(settings).work()

    assert said.wait(60)
    assert at_goodbye == [State.SENT]


def test_several_messages_go_in_the_order_in_which_they_were_saved(settings: HandOffSettings, server: MailServer) -> None:
    references = [saved() for _ in range(3)]

    while mailer(settings).work():
        pass

    assert [mail.message_id for mail in server.accepted] == [f"<{reference}@example.org>" for reference in references]


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Behaviour.TRY_LATER, "the mail server answered 451"),
        (Behaviour.REFUSE, "the mail server answered 554"),
        (Behaviour.DROP, "the mail server closed the connection"),
        (Behaviour.SILENT, "the mail server did not answer in time"),
        (Behaviour.DRIP, "the mail server did not answer in time"),
    ],
)
def test_a_try_that_fails_is_noted_and_made_again(
    behaviour: Behaviour, reason: str, settings: HandOffSettings, server: MailServer
) -> None:
    reference = saved()
    server.plan.append(behaviour)
    before = datetime.now(timezone.utc)

    mailer(settings).work()

    row = hand_off(reference)
    assert (row.state, row.reason, row.attempts) == (State.FAILED, reason, 1)
    assert row.next_try_at >= before + timedelta(seconds=2 * settings.smtp_timeout)
    assert mailer(settings).work() is False

    now_due()
    mailer(settings).work()

    assert hand_off(reference).state == State.SENT
    assert server.times == {f"<{reference}@example.org>": 2 if behaviour is Behaviour.DROP else 1}


def test_a_server_that_is_down_is_tried_again(settings: HandOffSettings, server: MailServer) -> None:
    server.stop()
    references = [saved() for _ in range(3)]
    while mailer(settings).work():
        pass
    assert {row.reason for row in HandOff.objects.all()} == {"the mail server could not be reached (ECONNREFUSED)"}

    server.start()
    now_due()
    while mailer(settings).work():
        pass

    assert server.times == dict.fromkeys((f"<{reference}@example.org>" for reference in references), 1)


def test_nothing_of_the_family_comes_out(
    settings: HandOffSettings, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.plan.extend([Behaviour.TRY_LATER, Behaviour.REFUSE])  # this server quotes the mail in its answers
    reference = saved()

    for _ in range(3):
        mailer(settings).work()
        now_due()

    assert hand_off(reference).state == State.SENT
    rows = [*HandOff.objects.values()]
    logged = [f"{record.getMessage()} {record.exc_text}" for record in caplog.records]
    assert f"{reference} was not sent: the mail server answered 451. Next try in 2 seconds." in caplog.messages
    assert f"{reference} was sent." in caplog.messages
    for secret in SECRETS:
        assert secret not in str(rows)
        assert secret not in str(logged)
        assert secret in str(server.accepted[0].content)


def test_what_staff_closed_is_not_sent(settings: HandOffSettings, server: MailServer) -> None:
    saved()
    HandOff.objects.update(state=State.CLOSED)

    mailer(settings).work()

    assert server.connections == 0


def test_what_another_mailer_is_sending_is_left_to_it(settings: HandOffSettings, server: MailServer) -> None:
    reference = saved()
    later = datetime.now(timezone.utc) + timedelta(seconds=60)
    HandOff.objects.update(state=State.SENDING, next_try_at=later)

    mailer(settings).work()

    assert server.connections == 0
    assert hand_off(reference).state == State.SENDING


def test_what_a_dead_mailer_was_sending_is_sent(settings: HandOffSettings, server: MailServer) -> None:
    reference = saved()
    HandOff.objects.update(state=State.SENDING)
    now_due()

    mailer(settings).work()

    assert hand_off(reference).state == State.SENT


def test_what_the_server_took_is_not_sent_again_though_the_database_was_away(
    settings: HandOffSettings, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = saved()
    away = [True]

    def mark_later(reference: str) -> None:
        if away:
            raise OperationalError
        mark_sent(reference)

    monkeypatch.setattr("console.handoffs.mailer.mark_sent", mark_later)
    one_mailer = mailer(settings)
    with pytest.raises(OperationalError):
        one_mailer.work()
    assert hand_off(reference).state == State.SENDING

    away.clear()
    now_due()
    one_mailer.work()

    assert hand_off(reference).state == State.SENT
    assert len(server.accepted) == 1


def test_a_lost_key_is_said_and_tried_again(settings: HandOffSettings, server: MailServer, tmp_path: Path) -> None:
    reference = saved()
    with hand_off_settings(tmp_path, keys=("x" * 43 + "=",)):
        mailer(settings).work()
    assert hand_off(reference).reason == "its details cannot be opened with the keys in NSCP_HANDOFF_KEYS"

    now_due()
    mailer(settings).work()

    assert hand_off(reference).state == State.SENT


def test_an_error_of_ours_keeps_no_other_message_back(
    settings: HandOffSettings, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, other = saved(), saved()

    with monkeypatch.context() as broken:
        broken.setattr("console.handoffs.mailer.compose", lambda *_: {}["our Zebedee"])
        mailer(settings).work()
    mailer(settings).work()

    assert hand_off(reference).reason == "the mail could not be written (KeyError)"
    assert hand_off(other).state == State.SENT


def test_waits_grow_to_six_hours_and_end_after_about_three_days() -> None:
    first = timedelta(seconds=30)

    waits = [wait for attempts in range(1, 100) if (wait := wait_after(attempts, first))]

    assert [wait.total_seconds() for wait in waits[:4]] == [30, 60, 120, 240]
    assert max(waits) == timedelta(hours=6)
    assert 3 * DAY <= sum(waits, timedelta()) < 3.5 * DAY


def test_without_a_mail_server_everything_waits(settings: HandOffSettings, server: MailServer) -> None:
    reference = saved()

    assert Mailer(exclusive("mailer"), settings, None).work() is False

    assert (hand_off(reference).state, hand_off(reference).attempts) == (State.SAVED, 0)


def test_two_mailers_at_once_send_each_message_once(settings: HandOffSettings, server: MailServer) -> None:
    references = [saved() for _ in range(6)]

    def work() -> None:
        try:
            while mailer(settings).work():
                pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(work) for _ in range(2)]:
            done.result()
    while mailer(settings).work():
        pass

    assert server.times == dict.fromkeys((f"<{reference}@example.org>" for reference in references), 1)


def test_after_the_last_try_it_is_left_to_staff_who_can_have_it_tried_again(
    settings: HandOffSettings, server: MailServer
) -> None:
    reference = saved()
    server.plan.append(Behaviour.REFUSE)
    HandOff.objects.update(attempts=200)

    mailer(settings).work()
    mailer(settings).work()

    assert (hand_off(reference).state, hand_off(reference).next_try_at) == (State.FAILED, None)

    HandOff.objects.update(next_try_at=datetime.now(timezone.utc))
    mailer(settings).work()

    assert hand_off(reference).state == State.SENT
