"""Who is told by email: that a conversation needs a person, and that messages for NSCP were not sent."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import OperationalError
from django.db.models import F

from console.alerts.delivery import UNSENT, Alerts
from console.alerts.models import Alert, SingleAlert
from console.conversations.queue import mark_reviewed
from console.conversations.retention import erase
from console.handoffs.mailer import Mailer
from console.handoffs.management.commands.mailer import _mailer
from console.handoffs.models import HandOff, State
from console.locks import exclusive
from tests.console_database import hand_off_settings
from tests.mail_server import Behaviour, MailServer, mail_server
from tests.unit.console.stored import Stored
from tests.unit.hand_offs.queue_of_hand_offs import hand_off, saved

LEAD = "lead@example.org"
CONSOLE = "https://console.example.org"
CHAT = "0123456789abcdef"
NOW = datetime.now(timezone.utc)


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that the test drives."""
    with mail_server() as running:
        yield running


@pytest.fixture
def mailer(stored: Stored, server: MailServer, tmp_path: Path) -> Iterator[Mailer]:
    """A mailer that tells the lead, to step through."""
    with hand_off_settings(tmp_path, smtp_port=server.port) as hand_off:
        yield Mailer(exclusive("mailer"), hand_off, alerts=Alerts(LEAD, CONSOLE, hand_off))


def text_of(mail: EmailMessage) -> str:
    return mail.get_payload(decode=True).decode()


def let_pass(**time: float) -> None:
    """Let the time pass until emails about the chats of before may go again."""
    Alert.objects.update(not_before=F("not_before") - timedelta(**time))
    SingleAlert.objects.update(at=F("at") - timedelta(**time))


def work_until_done(mailer: Mailer) -> None:
    while mailer.work():
        pass


def unsent(chat: str = CHAT, hours: float = 2, reference: str = "NSCP-BCDF-GHJK") -> HandOff:
    at = NOW - timedelta(hours=hours)
    return HandOff.objects.create(
        reference=reference, sender_id=chat, state=State.FAILED, touched_at=at, saved_at=at, next_try_at=NOW + timedelta(1)
    )


def test_new_danger_is_told_with_a_link_and_without_anything_of_the_family(
    stored: Stored, mailer: Mailer, server: MailServer
) -> None:
    stored.say_danger(CHAT)
    mailer.work()

    (mail,) = server.accepted
    assert mail.recipients == (LEAD,)
    assert mail.mail["Subject"] == "A conversation needs a person"
    assert f"{CONSOLE}/conversations/{CHAT}/" in text_of(mail.mail)
    assert "hits" not in text_of(mail.mail)
    headers = " ".join(f"{name} {value}" for name, value in mail.mail.items())
    assert CHAT not in headers
    assert CHAT not in text_of(mail.mail)[:100]  # what a phone shows of an email that is not opened


def test_other_needs_are_not_told(stored: Stored, mailer: Mailer, server: MailServer) -> None:
    stored.say_unclear("a")
    stored.rate("b", stored.say("b"), helpful=False)
    mailer.work()

    assert not server.accepted


def test_the_same_danger_is_told_once(stored: Stored, mailer: Mailer, server: MailServer) -> None:
    stored.say_danger(CHAT)
    for _ in range(3):
        mailer.work()
        let_pass(hours=1)
    stored.say(CHAT, "thanks", "thanks")
    mailer.work()

    assert len(server.accepted) == 1


def test_more_danger_in_one_chat_is_told_once_in_a_quarter_of_an_hour(
    stored: Stored, mailer: Mailer, server: MailServer
) -> None:
    for _ in range(3):
        stored.say_danger(CHAT)
        mailer.work()
    stored.say_danger("another")
    mailer.work()
    assert len(server.accepted) == 2

    let_pass(minutes=14)
    mailer.work()
    assert len(server.accepted) == 2

    let_pass(minutes=2)
    mailer.work()
    assert len(server.accepted) == 3
    assert len(server.times) == 3


def test_beyond_six_in_an_hour_one_email_in_a_quarter_of_an_hour_is_about_all_chats_in_danger(
    stored: Stored, mailer: Mailer, server: MailServer
) -> None:
    for number in range(40):
        stored.say_danger(f"chat{number:02}", at=time.time() - 300 + number)
    work_until_done(mailer)
    assert [mail.mail["Subject"] for mail in server.accepted[5:]] == [
        "A conversation needs a person",
        "34 conversations need a person",
    ]
    text = text_of(server.accepted[-1].mail)
    assert f"{CONSOLE}/conversations/chat39/" in text
    assert f"{CONSOLE}/conversations/?review=new&safety=help_first" in text

    stored.say_danger("later")
    let_pass(minutes=14)
    work_until_done(mailer)
    assert len(server.accepted) == 7

    let_pass(minutes=2)
    stored.say_danger("chat00")
    work_until_done(mailer)
    assert [mail.mail["Subject"] for mail in server.accepted[7:]] == ["2 conversations need a person"]

    let_pass(hours=1)
    stored.say_danger("tomorrow")
    work_until_done(mailer)
    assert f"{CONSOLE}/conversations/tomorrow/" in text_of(server.accepted[-1].mail)
    assert len(server.accepted) == len(server.times) == 9


def test_an_email_about_several_chats_is_tried_again_and_keeps_no_other_alert_waiting(
    stored: Stored, mailer: Mailer, server: MailServer
) -> None:
    for number in range(8):
        stored.say_danger(f"chat{number}")
    unsent()
    server.plan += [Behaviour.ACCEPT] * 6 + [Behaviour.DROP]
    work_until_done(mailer)
    assert [mail.mail["Subject"] for mail in server.accepted[6:]] == ["2 conversations need a person", UNSENT]

    let_pass(seconds=3)
    work_until_done(mailer)
    let_pass(minutes=16)
    work_until_done(mailer)
    assert len(server.accepted) == 9
    assert len(server.times) == 8


def test_what_has_been_reviewed_or_erased_or_is_long_ago_is_not_told(
    stored: Stored, mailer: Mailer, server: MailServer
) -> None:
    stored.say_danger("reviewed")
    mark_reviewed("reviewed", "reviewer", messages=1, thumbs_down=0)
    stored.say_danger("erased")
    erase("erased")
    stored.say_danger("long ago", at=time.time() - 4 * 24 * 3600)
    mailer.work()

    assert not server.accepted


def test_an_alert_is_tried_again_until_the_mail_server_takes_it(
    stored: Stored, mailer: Mailer, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.stop()
    stored.say_danger(CHAT)
    mailer.work()
    assert "An alert was not sent: the mail server could not be reached" in caplog.text
    assert CHAT not in caplog.text

    server.start()
    mailer.work()
    assert not server.accepted  # not at once: the wait has to pass

    let_pass(seconds=3)
    mailer.work()
    let_pass(hours=1)
    mailer.work()
    assert len(server.accepted) == 1


def test_attempts_at_one_alert_have_one_message_id(stored: Stored, mailer: Mailer, server: MailServer) -> None:
    server.plan.append(Behaviour.DROP)  # it took the email and did not say so
    stored.say_danger(CHAT)
    mailer.work()
    let_pass(seconds=3)
    mailer.work()

    assert len(server.accepted) == 2
    assert len(server.times) == 1


def test_an_alert_that_was_sent_while_the_database_was_away_is_not_sent_again(
    stored: Stored, mailer: Mailer, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored.say_danger(CHAT)

    def away(_: object) -> None:
        raise OperationalError("away")

    with monkeypatch.context() as patched:
        patched.setattr("console.alerts.delivery.mark_told", away)
        with pytest.raises(OperationalError):
            mailer.work()
    let_pass(hours=1)
    mailer.work()

    assert len(server.accepted) == 1


def test_messages_that_could_not_be_sent_for_an_hour_are_told(mailer: Mailer, server: MailServer, stored: Stored) -> None:
    stored.say(CHAT)
    unsent(hours=0.5)
    mailer.work()
    assert not server.accepted

    HandOff.objects.update(saved_at=NOW - timedelta(hours=1, minutes=1))
    for _ in range(2):
        mailer.work()
        let_pass(hours=1)
    (mail,) = server.accepted
    assert mail.mail["Subject"] == "A message for NSCP could not be sent"
    assert f"{CONSOLE}/hand-offs/?show=failed" in text_of(mail.mail)
    assert CHAT not in text_of(mail.mail)
    assert "NSCP-BCDF-GHJK" not in text_of(mail.mail)


def test_one_chat_gets_one_email_in_a_quarter_of_an_hour_whatever_it_is_about(
    stored: Stored, mailer: Mailer, server: MailServer
) -> None:
    unsent()
    stored.say_danger(CHAT)
    mailer.work()
    mailer.work()
    assert [mail.mail["Subject"] for mail in server.accepted] == ["A conversation needs a person"]

    let_pass(minutes=16)
    mailer.work()
    assert len(server.accepted) == 2


def test_a_message_for_nscp_goes_before_an_alert_and_although_alerts_fail(
    stored: Stored, mailer: Mailer, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr("console.alerts.delivery.next_due", fail)
    stored.say_danger(CHAT)
    reference = saved()
    mailer.work()
    assert hand_off(reference).state == State.SENT

    with pytest.raises(RuntimeError):
        mailer.work()


def test_rows_are_removed_when_they_keep_nothing_from_being_told_again(stored: Stored, mailer: Mailer) -> None:
    stored.say_danger("danger")
    stored.say_danger("erased")
    unsent("stuck", hours=100)
    for _ in range(3):
        mailer.work()
    assert Alert.objects.count() == 3

    erase("erased")
    mailer.work()
    assert set(Alert.objects.values_list("pk", flat=True)) == {"danger", "stuck"}

    let_pass(days=4)
    stored.remove(["danger"])
    mailer.work()
    assert set(Alert.objects.values_list("pk", flat=True)) == {"stuck"}


@pytest.mark.usefixtures("stored")
def test_without_an_address_nobody_is_told(server: MailServer, stored: Stored, tmp_path: Path) -> None:
    stored.say_danger(CHAT)
    with hand_off_settings(tmp_path, smtp_port=server.port):
        _mailer(settings.NSCP).work()
        assert not server.accepted

        console = dataclasses.replace(settings.NSCP.console, alert_email=LEAD)
        _mailer(dataclasses.replace(settings.NSCP, console=console)).work()
        assert [mail.recipients for mail in server.accepted] == [(LEAD,)]


def test_without_a_mail_server_alerts_are_kept_in_files_of_their_own(stored: Stored, tmp_path: Path) -> None:
    stored.say_danger("a")
    stored.say_danger("b")
    with hand_off_settings(tmp_path, smtp_host=""):
        console = dataclasses.replace(settings.NSCP.console, alert_email=LEAD)
        mailer = _mailer(dataclasses.replace(settings.NSCP, console=console))
        for _ in range(3):
            mailer.work()

    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2
