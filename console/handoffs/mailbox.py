"""A mail server for a machine that has none: it keeps each mail as a file and sends nothing anywhere."""

from __future__ import annotations

import os
import re
import secrets
from datetime import datetime, timezone
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

REFERENCE = re.compile(r"NSCP-[A-Z]{4}-[A-Z]{4}")


class Mailbox(Controller):
    """A real SMTP server on a free loopback port, in a thread."""

    def __init__(self, folder: Path) -> None:
        """Set up.

        Args:
            folder: for the mails; made if it is not there.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(_Keeper(folder), hostname="127.0.0.1", port=0, server_hostname="localhost")

    def _trigger_server(self) -> None:
        """Called by aiosmtpd once it listens: only now is it known where."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class _Keeper:
    """What aiosmtpd does with a mail."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep it whole or not at all, readable by its owner only."""
        content = envelope.original_content or b""
        reference = REFERENCE.search(str(message_from_bytes(content)["Subject"]))
        name = f"{datetime.now(timezone.utc):%Y%m%dT%H%M%S.%fZ}-{reference.group() if reference else 'mail'}.eml"
        half = self._folder / f".{secrets.token_hex(8)}"
        try:
            with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            half.rename(self._folder / name)
        except OSError:
            half.unlink(missing_ok=True)
            return "451 The mail could not be kept"
        return "250 Kept"
