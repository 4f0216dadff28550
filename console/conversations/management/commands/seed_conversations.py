"""Makes conversations up, to look at the console with or to measure it. Only in an empty database, never in production."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from console.conversations.models import Conversation
from console.conversations.seeding.conversations import seed


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Read the command line."""
        parser.add_argument("--conversations", type=int, default=2000, help="how many (default: 2000)")
        parser.add_argument("--messages", type=int, help="go on until there are this many messages instead")
        parser.add_argument("--days", type=int, default=85, help="over how many days up to now (default: 85)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them.

        Raises:
            CommandError: this is production, or the database holds conversations.
        """
        if settings.NSCP.production:
            raise CommandError("NSCP_PRODUCTION is on. Made-up conversations would stand among those of families.")
        if Conversation.objects.exists():
            raise CommandError("The database holds conversations already. Set NSCP_VAR to a new folder, and run `migrate`.")
        written = seed(options["conversations"], options["days"], options["messages"])
        self.stdout.write(f"{written} messages written.")
