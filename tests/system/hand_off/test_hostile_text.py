"""Hostile text goes all the way from the chat to the mail, and arrives as harmless text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest

import actions  # noqa: F401 -- sets Django up, which the next imports need
from assistant.channel.requests import EmptyText, sanitize
from console.handoffs.mail import harmless
from tests.hostile_texts import HOSTILE
from tests.running_server import Server
from tests.system.hand_off.talk import ASK_REPLY, REPLY, SUMMARY, TITLES, Talk
from tests.system.hand_off.test_once import wait_for

LARGEST = 30_000  # bytes in JSON; more is refused
HEADERS = {"Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID"}
HEADERS |= {"Auto-Submitted", "X-Auto-Response-Suppress"}


def _expected(text: str) -> str | None:
    """What stands in the mail; None for what the chat refuses, which tests/system/api shows."""
    try:
        return harmless(sanitize(text)) if len(text.encode("utf-8", "replace")) < LARGEST else None
    except EmptyText:
        return None


EXPECTED = {name: expected for name, text in HOSTILE.items() if (expected := _expected(text)) is not None}


@dataclass(frozen=True)
class Sent:
    """One message for NSCP: the responses to its text, those before it was sent, and its reference."""

    asked: list[str]
    before: list[str]
    reference: str | None


@pytest.fixture(scope="module")
def mailing(own_server: Server) -> Iterator[tuple[Server, dict[str, Sent]]]:
    """A server with a mailer, and what was sent: all before the mailer starts, since it takes at once all that waits."""
    sent = {name: send(Talk(own_server.api), name) for name in EXPECTED}
    own_server.start_mailer()
    yield own_server, sent
    own_server.stop_one("mailer")


def send(talk: Talk, name: str) -> Sent:
    asked = talk.say(TITLES["start"], HOSTILE[name]).names
    before = talk.say(REPLY, HOSTILE[name] if name == "a Reply-To" else TITLES["skip"], TITLES["skip"]).names
    return Sent(asked, before, talk.say(TITLES["send"]).reference if before == [SUMMARY] else None)


@pytest.mark.parametrize("name", EXPECTED)
def test_hostile_text_arrives_as_harmless_text(name: str, mailing: tuple[Server, dict[str, Sent]]) -> None:
    server, sent = mailing[0], mailing[1][name]

    assert {ASK_REPLY, "utter_hand_off_ask_given"} & set(sent.asked)  # some name an address
    assert sent.before == [SUMMARY]
    mail = mail_of(sent, server)
    body = mail.get_body(("plain",))
    assert body is not None
    plain = body.get_content().replace("\r\n", "\n")
    assert re.sub(r"\s+", " ", EXPECTED[name]) in re.sub(r"\s+", " ", plain)
    assert set(mail.keys()) == HEADERS
    assert mail["To"] == "NSCP@northnorthants.gov.uk"


def mail_of(sent: Sent, server: Server) -> EmailMessage:
    """The mail that came of it."""
    kept = server.var / "mail"
    wait_for(lambda: list(kept.glob(f"*{sent.reference}.eml")))
    [path] = kept.glob(f"*{sent.reference}.eml")
    return cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=policy.default))
