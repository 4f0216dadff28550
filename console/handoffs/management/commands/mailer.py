"""Sends messages for NSCP, and alerts, until it is stopped.

Several may run, on several machines; one of them works at a time.
"""

from __future__ import annotations

import logging
import signal
import threading
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from console.alerts.delivery import Alerts
from console.handoffs import smtp
from console.handoffs.encryption import encrypt
from console.handoffs.mail import write_file
from console.handoffs.mailer import Mailer
from console.locks import exclusive
from nscp import logs
from nscp.settings import Settings

logger = logging.getLogger("console.handoffs.mailer")


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT; raises SettingsError if there is no key to open messages with."""
        nscp: Settings = settings.NSCP
        if nscp.hand_off.send:
            encrypt({})  # a key that is missing or wrong is better said now
        logging.getLogger("console").setLevel(logging.INFO)
        logs.install(json_lines=nscp.log_format == "json")
        stop = threading.Event()
        for end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(end, lambda *_: stop.set())
        _mailer(nscp).run(stop)


def _mailer(nscp: Settings) -> Mailer:
    lock, to = exclusive("mailer"), nscp.console.alert_email
    alerts = Alerts(to, nscp.console.address(nscp.production), nscp.hand_off) if to else None
    if nscp.hand_off.smtp_host:
        return Mailer(lock, nscp.hand_off, smtp.send, alerts)
    if nscp.production:
        logger.warning("No mail server is set, so messages for NSCP wait in the database. Set NSCP_SMTP_HOST.")
        return Mailer(lock, nscp.hand_off, None)
    folder = nscp.folder() / "mail"
    logger.info("No mail server is set, so messages for NSCP are kept in %s and sent nowhere.", folder)
    return Mailer(lock, nscp.hand_off, partial(write_file, folder), alerts)
