"""The mailer: sends what is due and removes what is not to be kept. Several may run; one of them works at a time."""

from __future__ import annotations

import logging
import threading

from django.db import Error, close_old_connections, connection
from django.db.models import OuterRef, Subquery
from post_office.mail import get_queued
from post_office.models import STATUS, Email

from console.exclusive import FileLock, PostgresLock
from console.handoffs.delivery import Delivery
from console.handoffs.models import HandOff
from console.handoffs.sweep import sweep

logger = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two looks when nothing is due


class Mailer:
    """Works until it is told to stop, through any failure of the database."""

    def __init__(self, lock: FileLock | PostgresLock, delivery: Delivery | None, retention_days: int) -> None:
        """Set up.

        Args:
            lock: held by the mailer that works.
            delivery: sends; None where there is no mail server, so that everything waits.
            retention_days: see `sweep`.
        """
        self._lock = lock
        self._delivery = delivery
        self._retention_days = retention_days
        self._is_active = False
        self._trouble = ""

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; a mail that is being sent is finished first."""
        while not stop.is_set():
            if not self._step():
                stop.wait(PAUSE)
        self._lock.release()

    def _step(self) -> bool:
        """One look at what there is to do; True if there may be more."""
        close_old_connections()
        try:
            is_active = self._lock.acquire()
            more = is_active and self.work()
        except Exception as error:  # nothing may end the one process that sends
            self._say_trouble(error)
            connection.close()
            return False
        self._say_whether_active(is_active)
        return more

    def work(self) -> bool:
        """Send one hand-off that is due, if there is one, and sweep.

        Returns:
            Whether one was due.

        Raises:
            django.db.Error: the database does not answer.
        """
        schedule_failed()
        due = list(get_queued()) if self._delivery else []
        for email in due:
            email.dispatch(connection=self._delivery)
            schedule_failed()
        sweep(self._retention_days)
        return bool(due)

    def _say_whether_active(self, is_active: bool) -> None:
        if is_active and not self._is_active:
            logger.info("This mailer is at work.")
        self._is_active = is_active
        self._trouble = ""

    def _say_trouble(self, error: Exception) -> None:
        """Once for each kind, by its name alone: the error's own words may quote what was to be stored."""
        kind = type(error).__name__
        if kind != self._trouble:
            what = "database" if isinstance(error, Error) else "mailer"
            logger.warning("The %s failed with %s. Trying again every second.", what, kind)
        self._is_active = False
        self._trouble = kind


def schedule_failed() -> None:
    """Put what failed back into post_office's queue, for the time that the hand-off says.

    post_office would wait equally long before each try. Done for all that wait, so that nothing is forgotten if this
    process died, or the database broke, between a failed try and this.
    """
    waiting = HandOff.objects.filter(next_try_at__isnull=False)
    failed = Email.objects.filter(status=STATUS.failed, subject__in=waiting.values("reference"))
    if failed.exists():
        when = waiting.filter(reference=OuterRef("subject")).values("next_try_at")
        failed.update(status=STATUS.requeued, scheduled_time=Subquery(when[:1]))
