"""Brings the index of conversations up to date. The pages do that by themselves; this is for the first time, or for cron."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from console.conversations.catching_up import catch_up, rebuild
from console.conversations.index_models import Conversation, Message


class Command(BaseCommand):
    """See above."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Read the command line."""
        parser.add_argument("--rebuild", action="store_true", help="empty the index first, and make it anew")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how much the index holds."""
        if options["rebuild"]:
            rebuild()
        elif not catch_up(most=None, everything=True):
            self.stdout.write("Another process is at it already.")
        self.stdout.write(f"{Conversation.objects.count()} conversations with {Message.objects.count()} messages.")
