"""Writes the live changes of the console into the checkout's own data files. Commit them yourself."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from console.audit.models import Action, record_command
from console.proposals.live import live_proposals
from nscp.answers_page import ANSWERS_PAGE, answers_page
from nscp.settings import PROJECT

CODE = PROJECT  # where `nscp` is imported from


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Write all changes or none; raises CommandError if one does not fit the files as they are now."""
        proposals = live_proposals()
        changes = [change.as_json() for proposal in proposals for change in proposal.data_changes()]
        if not changes:
            self.stdout.write("Nothing to write: every live change is in the files already.")
            return
        # Marked first: if a file cannot be written, nothing is marked either.
        with transaction.atomic():
            for proposal in proposals:
                proposal.applied_at = timezone.now()
                proposal.save(update_fields=["applied_at"])
                record_command(Action.CHANGE, str(proposal), "wrote its changes into the data files")
            written = _write(changes)
        self.stdout.write(f"{written}{ANSWERS_PAGE}")
        self.stdout.write("Read the difference (`git diff`), run `make train` and `make test`, then commit.")


def _write(changes: list[dict[str, Any]]) -> str:
    """Write changes into the files, and the page of answers; return the names of the files, each with a line end."""
    command = [sys.executable, "-m", "nscp.data_changes", str(PROJECT)]
    done = subprocess.run(command, input=json.dumps(changes), cwd=CODE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{done.stderr.strip()} No file was changed.")
    (PROJECT / ANSWERS_PAGE).write_text(answers_page(PROJECT), encoding="utf-8")
    return done.stdout
