"""Runs the long commands of a check: shows how far they are, keeps the worker's claim, and ends them when they must end."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from console.proposals import claims
from console.proposals.models import Proposal
from console.proposals.workspace import NotFinished, Workspace
from nscp.settings import PROJECT

logger = logging.getLogger(__name__)

EVERY = 0.5  # seconds between two looks at a command
SHOWN_EVERY = 2.0  # seconds between two steps of the bar
FIRST_TIME = 90.0  # seconds expected of a command that was never measured
ALMOST = 0.98  # of a command's share, until it has ended
LAST_LINES = 20  # of a command that failed, for the log
DISK_FULL = "The disk is full, so the check could not finish. Nothing was changed. Make room, then check it again."
NO_SPACE = "No space left on device"
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
}


class Interrupted(Exception):
    """A check was broken off."""


class Cancelled(Interrupted):
    """Somebody asked for it in the console."""


class Stopped(Interrupted):
    """The worker is to end."""


class ClaimLost(Interrupted):
    """Another worker has taken over, and has said so in the proposal."""


class Progress:
    """What the page shows of a check; every step also says that the worker is alive."""

    def __init__(self, proposal: Proposal, holder: str, stop: threading.Event) -> None:
        self._rows = Proposal.objects.filter(pk=proposal.pk)
        self._holder = holder
        self._stop = stop

    def show(self, step: str, share: float) -> None:
        """Show a step and how much of the check is done, 0 to 1.

        Raises:
            Interrupted: the check must end.
        """
        if self._stop.is_set():
            raise Stopped
        if not claims.claim(self._holder):
            raise ClaimLost
        self._rows.update(step=step, share=share)
        if self._rows.filter(cancelling=True).exists():
            raise Cancelled


class Commands:
    """Runs commands in a workspace, each within its part of the bar."""

    def __init__(self, progress: Progress, workspace: Workspace, seconds: Path) -> None:
        """Take the file with the seconds that each command took the last time."""
        self._progress = progress
        self._workspace = workspace
        self._seconds = seconds

    def run(self, step: str, command: Sequence[str], start: float, end: float, failed: str) -> None:
        """Run a command until it ends.

        Args:
            step: what the page shows.
            command: a program and its arguments.
            start, end: its part of the bar, 0 to 1.
            failed: what is said if it fails.

        Raises:
            NotFinished: it failed.
            Interrupted: it was ended.
        """
        expected = self._expected().get(step, FIRST_TIME)
        began = shown = time.monotonic()
        self._progress.show(step, start)
        with self._workspace.log.open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=PROJECT,
                env={**os.environ, **QUIET},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            while not _has_ended(process):
                now = time.monotonic()
                if now - shown >= SHOWN_EVERY:
                    shown = now
                    self._progress.show(step, start + (end - start) * min(ALMOST, (now - began) / expected))
        finally:
            _end(process)
        if process.returncode:
            raise NotFinished(self._why(step, process.returncode, failed))
        self._remember(step, time.monotonic() - began)

    def _why(self, step: str, status: int, failed: str) -> str:
        printed = self._workspace.log.read_text(encoding="utf-8", errors="replace")
        logger.warning("%s ended with status %d:\n%s", step, status, "\n".join(printed.splitlines()[-LAST_LINES:]))
        return DISK_FULL if NO_SPACE in printed else failed

    def _expected(self) -> dict[str, float]:
        try:
            return dict(json.loads(self._seconds.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return {}

    def _remember(self, step: str, seconds: float) -> None:
        self._seconds.write_text(json.dumps({**self._expected(), step: round(seconds, 1)}), encoding="utf-8")


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(EVERY)
    except subprocess.TimeoutExpired:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and what it has started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
