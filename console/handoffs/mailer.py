"""The mailer: sends hand-offs and alerts that are due, and removes what is not to be kept. Several may run; one works."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.core.mail import EmailMessage
from django.db import Error, close_old_connections, connection

from console.alerts import due as alerts_due
from console.alerts.delivery import Alerts
from console.database import MIGRATE_FIRST, needs_migration
from console.handoffs import smtp
from console.handoffs.claims import claim, mark_failed, mark_sent
from console.handoffs.drafts import Details
from console.handoffs.encryption import DecryptionError, decrypt
from console.handoffs.mail import compose
from console.handoffs.retention import purge
from console.locks import FileLock, PostgresLock
from nscp.hand_off_settings import HandOffSettings
from nscp.setting_values import SettingsError

logger = logging.getLogger(__name__)

Send = Callable[[EmailMessage, HandOffSettings, Callable[[], None]], None]

PAUSE = 1.0  # seconds between two looks when nothing is due


class Mailer:
    """Works until it is told to stop, through any failure of the database."""

    def __init__(
        self,
        lock: FileLock | PostgresLock,
        settings: HandOffSettings,
        send: Send | None = smtp.send,
        alerts: Alerts | None = None,
    ) -> None:
        """Take the lock that the mailer at work holds, and what sends; None where everything is to wait.

        With no `alerts` nobody is told of anything.
        """
        self._lock = lock
        self._settings = settings
        self._send = send
        self._alerts = alerts
        # Mails that were sent and could not be marked as sent yet, because the database was away.
        self._accepted: set[str] = set()
        self._is_active = False
        self._trouble = ""

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; a mail that is being sent is finished first."""
        while not stop.is_set():
            if not self._step():
                stop.wait(PAUSE)
        self._lock.release()

    def _step(self) -> bool:
        """Look once for work; True if there may be more."""
        close_old_connections()
        try:
            is_active = self._lock.acquire()
            more = is_active and self.work()
        except Exception as error:  # nothing may end the one process that sends
            self._log_trouble(error)
            connection.close()
            return False
        if is_active and not self._is_active:
            logger.info("This mailer is at work.")
        self._is_active = is_active
        self._trouble = ""
        return more

    def work(self) -> bool:
        """Send one hand-off that is due, or else one alert, and purge; return whether one was due.

        Raises:
            django.db.Error: the database does not answer.
        """
        self._mark_accepted()
        was_due = self._send is not None and self._deliver_next(self._send)
        purge(self._settings.retention_days)
        alerts_due.purge()
        # After everything else: an alert that fails, or waits for its server, is in nobody's way.
        if self._send is not None and self._alerts is not None and not was_due:
            was_due = self._alerts.deliver_next(self._send)
        return was_due

    def _deliver_next(self, send: Send) -> bool:
        # Half as long again as sending can take, since the machines' clocks may differ.
        hand_off = claim(timedelta(seconds=1.5 * smtp.longest_delivery(self._settings)))
        if hand_off is None:
            return False
        try:
            details = Details(**decrypt(hand_off.details))
            mail = compose(hand_off.reference, details, hand_off.saved_at, self._settings)
            send(mail, self._settings, partial(self._accept, hand_off.reference))
        except Exception as error:  # whatever it is, it must not keep this or another hand-off from being tried again
            if hand_off.reference in self._accepted:  # it was sent; only the database was away
                raise
            reason = _reason_for(error)
            wait = mark_failed(hand_off, reason, timedelta(seconds=2 * self._settings.smtp_timeout))
            then = f"Next try in {wait.total_seconds():.0f} seconds." if wait else "It is left to staff."
            logger.warning("%s was not sent: %s. %s", hand_off.reference, reason, then)
        return True

    def _accept(self, reference: str) -> None:
        self._accepted.add(reference)
        self._mark_accepted()

    def _mark_accepted(self) -> None:
        for reference in sorted(self._accepted):
            mark_sent(reference)
            self._accepted.discard(reference)
            logger.info("%s was sent.", reference)

    def _log_trouble(self, error: Exception) -> None:
        """Log each kind once, by its name alone: the error's own words may quote what was to be stored."""
        kind = type(error).__name__
        if kind != self._trouble:
            what = "database" if isinstance(error, Error) else "mailer"
            advice = f" {MIGRATE_FIRST}" if _needs_migration() else ""
            logger.warning("The %s failed with %s. Trying again every second.%s", what, kind, advice)
        self._is_active = False
        self._trouble = kind


def _needs_migration() -> bool:
    with contextlib.suppress(Error):
        return needs_migration()
    return False


def _reason_for(error: Exception) -> str:
    if isinstance(error, OSError):
        return smtp.reason_for(error)
    if isinstance(error, (DecryptionError, SettingsError)):
        return "its details cannot be opened with the keys in NSCP_HANDOFF_KEYS"
    return f"the mail could not be written ({type(error).__name__})"
