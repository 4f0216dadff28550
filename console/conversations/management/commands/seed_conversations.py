"""Makes conversations up, to look at the console with or to measure it. Only in an empty database, never in production."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from console.conversations import rasa_tables
from console.conversations.catching_up import catch_up
from console.conversations.rasa_tables import Turn
from console.conversations.seeding.conversations import seed
from nscp.settings import PROJECT


class Command(BaseCommand):
    """See above."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Read the command line."""
        parser.add_argument("--conversations", type=int, default=2000, help="how many (default: 2000)")
        parser.add_argument("--messages", type=int, help="go on until there are this many messages instead")
        parser.add_argument("--days", type=int, default=85, help="over how many days up to now (default: 85)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them and bring the index up to date.

        Raises:
            CommandError: this is production, or the database holds conversations.
        """
        if settings.NSCP.production:
            raise CommandError("NSCP_PRODUCTION is on. Made-up conversations would stand among those of families.")
        if not rasa_tables.are_there():
            _make_tables()
        if Turn.objects.exists():
            raise CommandError("The database holds conversations already. Set NSCP_VAR to a new folder, and run `migrate`.")
        written = seed(options["conversations"], options["days"], options["messages"])
        catch_up(most=None, everything=True)
        self.stdout.write(f"{written} messages written.")


def _make_tables() -> None:
    """Let the assistant's own command make its tables: a dry run removes nothing."""
    command = [sys.executable, "-m", "assistant.store.purge", "--dry-run"]
    environment = {**os.environ, "NSCP_DATABASE_URL": settings.NSCP.database()}
    made = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    if made.returncode:
        raise CommandError(f"The assistant's tables could not be made: {made.stderr.strip()}")
