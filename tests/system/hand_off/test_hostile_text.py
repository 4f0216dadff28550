"""Hostile text goes all the way from the chat to the mail, and arrives as harmless text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest

import actions  # noqa: F401 -- sets Django up, which the next imports need
from assistant.channel.requests import EmptyText, sanitize
from console.handoffs.mail import harmless
from tests.hostile_texts import HOSTILE
from tests.running_server import Server, running
from tests.system.hand_off.conftest import LIMITS
from tests.system.hand_off.talk import ASK_REPLY, REPLY, SUMMARY, TITLES, Talk
from tests.system.hand_off.test_once import wait_for

LARGEST = 30_000  # bytes in JSON; more is refused, which tests/system/api shows
HEADERS = {"Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID"}
HEADERS |= {"Auto-Submitted", "X-Auto-Response-Suppress"}


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a mailer."""
    server = Server(tmp_path_factory.mktemp("mailing"), LIMITS)
    for started in running(server):
        started.start_mailer()
        yield started


@pytest.mark.parametrize("name", [name for name, text in HOSTILE.items() if len(text.encode("utf-8", "replace")) < LARGEST])
def test_hostile_text_arrives_as_harmless_text(name: str, mailing: Server) -> None:
    text = HOSTILE[name]
    try:
        expected = harmless(sanitize(text))
    except EmptyText:
        return  # the chat refuses it, and says so
    talk = Talk(mailing.api)
    assert {ASK_REPLY, "utter_hand_off_ask_given"} & set(talk.say(TITLES["start"], text).names)  # some name an address

    told = talk.say(REPLY, text if name == "a Reply-To" else TITLES["skip"], TITLES["skip"])

    assert told.names == [SUMMARY]
    mail = sent(talk, mailing)
    body = mail.get_body(("plain",))
    assert body is not None
    plain = body.get_content().replace("\r\n", "\n")
    assert re.sub(r"\s+", " ", expected) in re.sub(r"\s+", " ", plain)
    assert set(mail.keys()) == HEADERS
    assert mail["To"] == "NSCP@northnorthants.gov.uk"


def sent(talk: Talk, server: Server) -> EmailMessage:
    """The mail that comes when the family chooses to send."""
    reference = talk.say(TITLES["send"]).reference
    kept = server.var / "mail"
    wait_for(lambda: list(kept.glob(f"*{reference}.eml")))
    [path] = kept.glob(f"*{reference}.eml")
    return cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=policy.default))
