"""A message for NSCP on the chat page, without JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.chat import ask, latest_reply, press
from tests.browser.mailer import mail_of, plain_text
from tests.running_server import Server


def choose(page: Page, title: str) -> str:
    """Press a button of the newest reply."""
    press(page, title)
    return latest_reply(page)


def test_a_message_is_sent_without_javascript(page: Page, mailing_server: Server) -> None:
    assert "two ways" in choose(page, "Ask a person at NSCP")
    choose(page, "Send NSCP a message for me")
    ask(page, "Please tell us when the meeting is")
    ask(page, "07700 900461")
    choose(page, "Skip this question")
    assert "Shall I send it?" in choose(page, "Skip this question")

    saved = choose(page, "Send my message")

    reference = re.search("NSCP-[A-Z]{4}-[A-Z]{4}", saved)
    assert reference
    text = plain_text(mail_of(mailing_server, reference.group()))
    assert "Please tell us when the meeting is" in text
    assert "07700 900461" in text
