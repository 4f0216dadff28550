"""The mails that bring messages to NSCP, as a test's own mailer keeps them."""

from __future__ import annotations

import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from tests.running_server import Server

SECONDS = 60


def mail_of(server: Server, reference: str) -> EmailMessage:
    """The mail that brings one message; waits until it is there.

    Args:
        server: with a mailer running.
        reference: the one that the family was told.
    """
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if found := _kept(server.var / "mail", reference):
            assert len(found) == 1
            return cast(EmailMessage, message_from_bytes(found[0].read_bytes(), policy=policy.default))
        time.sleep(0.2)
    raise AssertionError(f"no mail came for {reference}:\n{server.log('mailer')[-2000:]}")


def plain_text(mail: EmailMessage) -> str:
    """The mail's plain part."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def _kept(folder: Path, reference: str) -> list[Path]:
    return list(folder.glob(f"*{reference}.eml"))
