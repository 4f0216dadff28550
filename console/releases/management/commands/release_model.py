"""Makes a trained model live, without a proposal. Every Rasa server serves it within a minute."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from console.releases import services


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and what changed."""
        parser.add_argument("file", type=Path, help="such as models/nscp.tar.gz, with nscp.json beside it")
        parser.add_argument("--note", required=True, help="what changed, in a sentence, for the page and the audit log")

    def handle(self, *args: Any, **options: Any) -> None:
        """Release it; CommandError with the reason if that cannot be."""
        try:
            made = services.release(options["file"], None, options["note"])
        except services.Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made} is live.")
