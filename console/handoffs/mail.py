"""The mail that brings a family's message to NSCP.

Its headers are our own: nothing that a family typed is in one, so nothing they type can add or change one. That is
also why there is no Reply-To: an answer, or an automatic one, would go to an inbox that others at home may read.
"""

from __future__ import annotations

import tempfile
import textwrap
import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timezone
from functools import cache
from pathlib import Path

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import utf8_charset_qp
from django.template.loader import render_to_string

from console.handoffs.drafts import Details
from nscp.contacts import load_contacts
from nscp.hand_off_settings import HandOffSettings
from nscp.settings import PROJECT
from nscp.turn_facts import LOCAL

NEW_LINES = dict.fromkeys(map(ord, "\v\f\x85\u2028\u2029"), "\n")
# They turn the direction of what follows, also of our own words; letters have a direction without them.
TURNS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
CONTROLS = [code for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc" and chr(code) not in "\n\t"]
HALF_PAIRS = range(0xD800, 0xE000)  # halves of surrogate pairs, which no encoding can carry
HARMLESS = {
    **dict.fromkeys([*TURNS, *CONTROLS], None),
    **dict.fromkeys(HALF_PAIRS, "\N{REPLACEMENT CHARACTER}"),
    **NEW_LINES,
}

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def compose(reference: str, details: Details, saved_at: datetime, settings: HandOffSettings) -> EmailMultiAlternatives:
    """Return the mail, in plain text and in HTML. Its Message-ID is made of the reference, so that a copy is recognised."""
    answers = {name: harmless(answer) for name, answer in asdict(details).items()}
    facts = {"reference": reference, "saved_at": _in_words(saved_at)}
    quoted = {name: _quoted(answer) for name, answer in answers.items()}
    mail = EmailMultiAlternatives(
        subject=f"Message from a family, {reference}",
        body=render_to_string("handoffs/mail.txt", {**quoted, **facts}),
        from_email=settings.mail_from,
        to=[settings.to or _address_of_the_guide()],
        headers={**HEADERS, "Message-ID": f"<{reference}@{settings.mail_from.rpartition('@')[2]}>"},
    )
    mail.attach_alternative(render_to_string("handoffs/mail.html", {**answers, **facts}), "text/html")
    mail.encoding = utf8_charset_qp  # plain ASCII in short lines, which no server on the way has a reason to change
    return mail


def write_file(folder: Path, mail: EmailMessage, _: HandOffSettings, written: Callable[[], None]) -> None:
    """Write a mail into a folder instead of sending it: whole or not at all, and readable by its owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(mail.message().as_bytes())
    reference = mail.extra_headers["Message-ID"].lstrip("<").partition("@")[0]
    Path(file.name).rename(folder / f"{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}-{reference}.eml")
    written()


def harmless(text: str) -> str:
    """Return the text without characters that control something, and with every kind of line end as `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(HARMLESS).strip()


def _quoted(text: str) -> str:
    """Indent every line, so that nothing a family types can pass for one of our own lines."""
    return textwrap.indent(text, "    ", lambda line: True)


@cache
def _address_of_the_guide() -> str:
    return load_contacts(PROJECT)["nscp_email"].value


def _in_words(time: datetime) -> str:
    local = time.astimezone(LOCAL)
    return f"{local.day} {local:%B %Y, %H:%M %Z}"
