"""Masks again every conversation that is stored, after the rules of masking have improved.

It goes on where an earlier run was stopped. Each conversation is one transaction, so it may be stopped at any time.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from console.audit.models import Action, record_command
from console.conversations.facts import start_over
from console.conversations.rewriting import MASK_AGAIN, mask_stored
from console.validators import IN_WORDS


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Read the command line."""
        parser.add_argument("--dry-run", action="store_true", help="only say what would be hidden")
        parser.add_argument("--from-start", action="store_true", help="begin with the first conversation again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many conversations changed and what was found in them, by kind."""
        is_dry_run = options["dry_run"]
        if options["from_start"] and not is_dry_run:
            start_over(MASK_AGAIN)
        if not is_dry_run:
            with transaction.atomic():
                record_command(Action.CHANGE, "all conversations", "masked again")
        kinds: Counter[str] = Counter()
        seen = changed = 0
        for found in mask_stored(is_dry_run):
            seen, changed = seen + 1, changed + bool(found)
            kinds += found
        would = "would change" if is_dry_run else "changed"
        self.stdout.write(f"{seen} conversations read, {changed} {would}.")
        for kind, count in kinds.most_common():
            self.stdout.write(f"{count} x {IN_WORDS[kind]}")
