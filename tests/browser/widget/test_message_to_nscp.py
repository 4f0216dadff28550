"""A message for NSCP, from the widget on another website to the mail that brings it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.looks import complaints
from tests.browser.mailer import mail_of, plain_text
from tests.browser.widget.widget_page import ADDRESS, HARM, Widget
from tests.running_server import Server

MESSAGE = "I'm Alfie Jones's gran. Can I come to the meeting on Friday?"


def choose(chat: Widget, title: str) -> str:
    """Press the newest button of that name."""
    return chat.reply_to(chat.button(title).last.click)


def test_a_message_is_written_changed_sent_and_mailed(chat: Widget, mailing_server: Server) -> None:
    chat.ask("can my mum come with me")
    assert ADDRESS in choose(chat, "Ask a person at NSCP")
    assert "can my mum come with me" in choose(chat, "Send NSCP a message for me")
    assert "How would you like NSCP to reply" in chat.ask(MESSAGE)
    assert "does not look right" in chat.ask("gran@example")
    assert "What name" in chat.ask("gran@example.org")
    assert "When and how is it safe" in chat.ask("Rose Jones")
    summary = chat.ask("it isn't safe to phone")
    assert "Can I come to the meeting on Friday?" in summary
    assert "it isn't safe to phone" in summary
    assert "Alfie" not in summary
    assert "gran@example.org" not in summary
    assert "an address at example.org" in summary
    assert "What would you like to change" in choose(chat, "Change something")
    choose(chat, "Change my name")
    assert "not given" in choose(chat, "Skip this question")

    saved = choose(chat, "Send my message")

    reference = re.search("NSCP-[A-Z]{4}-[A-Z]{4}", saved)
    assert "saved and will be emailed" in saved
    assert reference
    mail = mail_of(mailing_server, reference.group())
    text = plain_text(mail)
    assert mail["To"] == ADDRESS
    assert MESSAGE in text
    assert "gran@example.org" in text
    assert text.index("it isn't safe to phone") < text.index(MESSAGE)
    assert "Rose" not in text
    assert "was emailed to NSCP" in chat.ask("has my message gone")


def test_help_in_the_middle_puts_the_message_behind_a_button(chat: Widget) -> None:
    chat.ask("I want to talk to someone")
    choose(chat, "Send NSCP a message for me")
    chat.ask(MESSAGE)

    said = chat.ask(HARM)

    assert "999" in said
    assert "How would you like NSCP to reply" not in said
    assert "safe for NSCP to reply to" in choose(chat, "Carry on with my message")  # in other words than at first
    assert "Nothing was sent" in choose(chat, "Don't send it")


def test_the_summary_is_accessible(chat: Widget, page: Page) -> None:
    chat.ask("I want to talk to someone")
    choose(chat, "Send NSCP a message for me")
    for text in (MESSAGE, "gran@example.org", "skip", "skip"):
        chat.ask(text)

    expect(chat.button("Send my message")).to_be_visible()
    assert complaints(page) == []
