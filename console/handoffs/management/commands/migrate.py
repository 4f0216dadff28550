"""Django's `migrate`, one process at a time: the servers of several machines may all be started at once."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from console.locks import exclusive

LONGEST_WAIT = 60.0  # seconds for another process's migration
PAUSE = 0.1


class Command(migrate.Command):
    """Takes the same options as Django's own."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the database's tables up to date; CommandError if another process has been at it for too long."""
        lock = exclusive("migration")
        deadline = time.monotonic() + LONGEST_WAIT
        while not lock.acquire():
            if time.monotonic() > deadline:
                raise CommandError("Another process has been changing the database's tables for a minute. Try again later.")
            time.sleep(PAUSE)
        try:
            super().handle(*args, **options)
        finally:
            lock.release()
