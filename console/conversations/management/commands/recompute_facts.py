"""Computes the facts of all conversations again from what is stored: topic, outcome, need and so on.

For the time after a rule about them has changed. Families may write meanwhile. It goes on where an earlier run was stopped;
each conversation is one transaction, so it may be stopped at any time.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from console.conversations.facts import RECOMPUTE, go_through, recompute, start_over


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Read the command line."""
        parser.add_argument("--from-start", action="store_true", help="begin with the first conversation again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many conversations changed."""
        if options["from_start"]:
            start_over(RECOMPUTE)
        seen = changed = 0
        for has_changed in go_through(RECOMPUTE, recompute):
            seen, changed = seen + 1, changed + has_changed
        self.stdout.write(f"{seen} conversations read, {changed} changed.")
