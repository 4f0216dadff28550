"""What post_office sends with: it hands over a reference, and the hand-off of that reference is sent.

Sent is written down at once after the mail server's 250, by us; post_office's own note may come later or never.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from console.handoffs.drafts import Details
from console.handoffs.mail import compose
from console.handoffs.models import HandOff
from console.handoffs.reasons import reason_for
from console.handoffs.sealing import unseal
from console.handoffs.smtp import connection, longest_delivery
from console.handoffs.tries import NotSent, claim, note_failed, note_sent
from nscp.hand_off_settings import HandOffSettings

logger = logging.getLogger(__name__)


class Delivery(BaseEmailBackend):
    """An email backend of Django whose messages have a reference for a subject and nothing else."""

    def __init__(self, hand_off: HandOffSettings | None = None, **options: Any) -> None:
        """Set up.

        Args:
            hand_off: the mail server and addresses; without it, those of the settings.
            options: Django's.
        """
        super().__init__(**options)
        self._settings: HandOffSettings = hand_off or settings.NSCP.hand_off
        # Mails that the server took and that could not be written down as sent yet, because the database was away.
        self._accepted: set[str] = set()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send the hand-offs that are named.

        Returns:
            How many there were.

        Raises:
            NotSent: one was not sent.
            django.db.Error: the database does not answer.
        """
        for message in email_messages:
            self._deliver(message.subject)
        return len(email_messages)

    def _deliver(self, reference: str) -> None:
        if not self._settings.smtp_host:
            raise NotSent("no mail server is set")
        with ExitStack() as until_noted:
            if reference not in self._accepted:
                # Half as long again as sending can take, since the machines' clocks may differ.
                hand_off = claim(reference, timedelta(seconds=1.5 * longest_delivery(self._settings)))
                if hand_off is None:
                    return
                self._send(hand_off, until_noted)
                self._accepted.add(reference)
            note_sent(reference)
        self._accepted.discard(reference)
        logger.info("%s was sent.", reference)

    def _send(self, hand_off: HandOff, until_noted: ExitStack) -> None:
        """Send it.

        Args:
            hand_off: as claimed.
            until_noted: closes the connection later: the goodbye may take its time.
        """
        try:
            details = Details(**unseal(hand_off.details))
            mail = compose(hand_off.reference, details, hand_off.saved_at, self._settings)
            until_noted.enter_context(connection(self._settings)).send_messages([mail])
        except Exception as error:  # whatever it is, it must not keep this or another hand-off from being tried again
            reason = reason_for(error)
            wait = note_failed(hand_off, reason, timedelta(seconds=2 * self._settings.smtp_timeout))
            then = f"Next try in {wait.total_seconds():.0f} seconds." if wait else "It is left to staff."
            logger.warning("%s was not sent: %s. %s", hand_off.reference, reason, then)
            raise NotSent(reason) from None
