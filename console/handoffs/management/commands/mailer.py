"""Sends messages for NSCP until it is stopped.

Several may run, on several machines; one of them works at a time.
"""

from __future__ import annotations

import dataclasses
import logging
import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from console.exclusive import exclusive
from console.handoffs.delivery import Delivery
from console.handoffs.mailer import Mailer
from console.handoffs.sealing import seal
from nscp import logs
from nscp.hand_off_settings import HandOffSettings
from nscp.settings import Settings

logger = logging.getLogger("console.handoffs.mailer")


class Command(BaseCommand):
    """See above."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT.

        Raises:
            SettingsError: there is no key to open messages with.
        """
        nscp: Settings = settings.NSCP
        if nscp.hand_off.send:
            seal({})  # a key that is missing or wrong is better said now
        logging.getLogger("console").setLevel(logging.INFO)
        logs.install(json_lines=nscp.log_format == "json")
        stop = threading.Event()
        for end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(end, lambda *_: stop.set())
        Mailer(exclusive("mailer"), _delivery(nscp), nscp.hand_off.retention_days).run(stop)


def _delivery(nscp: Settings) -> Delivery | None:
    if nscp.hand_off.smtp_host:
        return Delivery(nscp.hand_off)
    if nscp.production:
        logger.warning("No mail server is set, so messages for NSCP wait in the database. Set NSCP_SMTP_HOST.")
        return None
    return Delivery(_local(nscp))


def _local(nscp: Settings) -> HandOffSettings:
    from console.handoffs.mailbox import Mailbox  # aiosmtpd is only needed here

    folder = nscp.folder() / "mail"
    mailbox = Mailbox(folder)
    mailbox.start()
    logger.info("No mail server is set, so messages for NSCP are kept in %s and sent nowhere.", folder)
    return dataclasses.replace(
        nscp.hand_off, smtp_host=mailbox.hostname, smtp_port=mailbox.port, smtp_security="none", smtp_user=""
    )
