"""One attempt at an alert: claimed, written, handed to the mail server. The mailer makes it when no hand-off is due.

Nothing of a family is in an alert: what it is about is behind the link, for those who may sign in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.core.mail import EmailMessage
from django.core.mail.message import utf8_charset_qp
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from console.alerts.due import Due, claim, mark_failed, mark_told, next_due
from console.handoffs import smtp
from console.handoffs.mail import HEADERS
from nscp.hand_off_settings import HandOffSettings

logger = logging.getLogger(__name__)

Send = Callable[[EmailMessage, HandOffSettings, Callable[[], None]], None]

DANGER = "A conversation needs a person"
SEVERAL = "{} conversations need a person"
UNSENT = "A message for NSCP could not be sent"


class Alerts:
    """Tells one address what is due."""

    def __init__(self, to: str, console: str, settings: HandOffSettings) -> None:
        """Take the address to tell, the console's own for links, and how mail is sent."""
        self._to = to
        self._console = console
        self._settings = settings
        # Emails that were sent and could not be marked as told yet, because the database was away.
        self._accepted: set[Due] = set()

    def deliver_next(self, send: Send) -> bool:
        """Send one email, if one is due; return whether one was.

        Raises:
            django.db.Error: the database does not answer.
        """
        self._mark_accepted()
        due = next_due()
        # Half as long again as sending can take, since the machines' clocks may differ.
        attempt = due and claim(due, timedelta(seconds=1.5 * smtp.longest_delivery(self._settings)))
        if due is None or attempt is None:
            return False
        try:
            send(self._compose(due), self._settings, partial(self._accept, due))
        except Exception as error:  # whatever it is, it must not keep this or another email from being tried again
            if due in self._accepted:  # it was sent; only the database was away
                raise
            reason = smtp.reason_for(error) if isinstance(error, OSError) else f"it failed with {type(error).__name__}"
            wait = mark_failed(due, attempt, timedelta(seconds=2 * self._settings.smtp_timeout))
            logger.warning("An alert was not sent: %s. Next try in %.0f seconds.", reason, wait.total_seconds())
        return True

    def _compose(self, due: Due) -> EmailMessage:
        """Return the email. Its Message-ID is the same at each attempt, so that a copy is recognised."""
        count = len(due.chats)
        if due.is_danger:
            subject = DANGER if count == 1 else SEVERAL.format(count)
            path = reverse("conversations:conversation", args=[due.chats[0][0]])
        else:
            subject, path = UNSENT, f"{reverse('handoffs:index')}?show=failed"
        token = salted_hmac("console.alerts", f"{due.field} {due.chats}").hexdigest()
        context = {"due": due, "count": count, "link": f"{self._console}{path}", "console": self._console}
        mail = EmailMessage(
            subject=subject,
            body=render_to_string("alerts/mail.txt", context),
            from_email=self._settings.mail_from,
            to=[self._to],
            headers={**HEADERS, "Message-ID": f"<{token}@{self._settings.mail_from.rpartition('@')[2]}>"},
        )
        mail.encoding = utf8_charset_qp
        return mail

    def _accept(self, due: Due) -> None:
        self._accepted.add(due)
        self._mark_accepted()

    def _mark_accepted(self) -> None:
        for due in list(self._accepted):
            mark_told(due)
            self._accepted.discard(due)
            logger.info("An alert was sent.")
