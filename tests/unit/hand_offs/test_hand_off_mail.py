"""The mail itself, sent through a real mail server and read as the receiver's program does."""

from __future__ import annotations

import textwrap
import unicodedata
from datetime import datetime, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest

from console.handoffs.drafts import Details
from console.handoffs.mail import compose, harmless
from console.handoffs.smtp import send
from nscp.contacts import load_contacts
from nscp.settings import PROJECT
from tests.console_database import hand_off_settings
from tests.hostile_texts import HOSTILE
from tests.mail_server import MailServer

REFERENCE = "NSCP-BCDF-GHJK"
SAVED_AT = datetime(2026, 7, 1, 12, 5, tzinfo=timezone.utc)
HEADERS = [
    "Content-Type",
    "MIME-Version",
    "Subject",
    "From",
    "To",
    "Date",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Message-ID",
]


def sent(server: MailServer, folder: Path, details: Details, **changes: object) -> EmailMessage:
    """Send the mail and read what came."""
    with hand_off_settings(folder, smtp_port=server.port, **changes) as settings:
        send(compose(REFERENCE, details, SAVED_AT, settings), settings)
    [accepted] = server.accepted
    mail = message_from_bytes(accepted.content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


class Page(HTMLParser):
    """Gathers what a page says and which elements it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attributes}
        if tag == "br":
            self.words += "\n"

    def handle_data(self, data: str) -> None:
        self.words += data


def parts(mail: EmailMessage) -> tuple[str, str]:
    """The plain text and the HTML."""
    plain, html = mail.iter_parts()
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert [part.get_content_type() for part in (plain, html)] == ["text/plain", "text/html"]
    return plain.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


def quoted(text: str) -> str:
    return textwrap.indent(text, "    ", lambda line: True)


def controls_something(character: str) -> bool:
    turns = character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return turns or (unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") and character not in "\n\t")


def test_there_are_more_than_fifty_hostile_inputs() -> None:
    assert len(HOSTILE) > 50


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_arrives_as_harmless_text(name: str, server: MailServer, tmp_path: Path) -> None:
    text = HOSTILE[name]
    expected = harmless(text)

    mail = sent(server, tmp_path, Details(text, text, text, text, text))

    assert mail.keys() == HEADERS
    assert mail["Subject"] == f"Message from a family, {REFERENCE}"
    assert (mail["From"], mail["To"]) == ("chat@example.org", "nscp@example.org")
    plain, html = parts(mail)
    assert plain.count(quoted(expected)) >= (5 if expected else 3)  # each answer; where there is none, that is said
    assert not [character for character in plain + html if controls_something(character)]
    page = Page(html)
    if expected:
        assert page.words.count(expected) >= 5
    assert set(page.tags) <= {"html", "head", "meta", "title", "body", "div", "p", "h2", "hr", "br"}
    assert page.attributes <= {"lang", "charset", "style", "dir"}
    assert server.accepted[0].content.isascii()
    assert max(map(len, server.accepted[0].content.splitlines())) < 100
    assert server.accepted[0].recipients == ("nscp@example.org",)


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        ("hel\x00lo", "hello"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\ud800b", "a\ufffdb"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\u2067a\u2069", "a"),
        ("a\tb", "a\tb"),
        ("مرحبا \u200f!", "مرحبا \u200f!"),
        ("\U0001f468\u200d\U0001f467", "\U0001f468\u200d\U0001f467"),
        ("  it  isn't\n\nsafe ", "it  isn't\n\nsafe"),
    ],
)
def test_characters_that_control_something_go_and_words_stay(typed: str, arrives: str) -> None:
    assert harmless(typed) == arrives


def test_the_whole_mail_in_plain_text(server: MailServer, tmp_path: Path) -> None:
    details = Details(
        "What happens\nnext?", "mum@example.org", "mum@example.org, not the phone", "Jo", "It isn't safe to phone."
    )

    plain, _ = parts(sent(server, tmp_path, details))

    times = ("1 July 2026, 13:05 BST", "1 July 2026, 12:05 UTC")  # the latter on a machine without time zones
    assert plain in [IN_PLAIN_TEXT.format(saved=saved) for saved in times]


IN_PLAIN_TEXT = """\
Safe time or way to reply:
    It isn't safe to phone.

------------------------------------------------------------

Message:
    What happens
    next?

How to reply:
    mum@example.org

How to reply, in their words:
    mum@example.org, not the phone

Name:
    Jo

Reference: NSCP-BCDF-GHJK
Saved: {saved}

Do not answer this email: an answer does not reach the family.
Use what stands under "How to reply".
The message was left with the assistant on NSCP's website.
"""


def test_without_optional_answers_it_says_that_none_was_given(server: MailServer, tmp_path: Path) -> None:
    plain, html = parts(sent(server, tmp_path, Details("hello", "07700 900123")))

    assert plain.startswith("Safe time or way to reply:\n    None was given.\n")
    assert "Name:\n    None was given.\n" in plain
    assert "in their words" not in plain + html
    assert Page(html).words.count("None was given.") == 2


def test_the_safe_time_stands_first_in_both_parts(server: MailServer, tmp_path: Path) -> None:
    plain, html = parts(sent(server, tmp_path, Details("hello", "a@b.org", safe_time="after six")))

    for words in (plain, Page(html).words.partition(REFERENCE)[2]):  # the title names the reference
        lines = [line.strip() for line in words.splitlines() if line.strip()]
        assert lines[:2] == ["Safe time or way to reply:", "after six"]


def test_what_families_type_has_its_own_direction_in_html(server: MailServer, tmp_path: Path) -> None:
    _, html = parts(sent(server, tmp_path, Details("مرحبا", "a@b.org", "b", "c", "d")))

    assert html.count('<div dir="auto">') == 5


def test_the_message_id_is_made_of_the_reference(server: MailServer, tmp_path: Path) -> None:
    mail = sent(server, tmp_path, Details("hello", "a@b.org"), mail_from="assistant@nscp.example.org")

    assert mail["Message-ID"] == f"<{REFERENCE}@nscp.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Reply-To"] is None


def test_without_a_setting_it_goes_to_the_address_of_the_guide(server: MailServer, tmp_path: Path) -> None:
    mail = sent(server, tmp_path, Details("hello", "a@b.org"), to="")

    assert mail["To"] == load_contacts(PROJECT)["nscp_email"].value
