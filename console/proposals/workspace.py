"""Folders of checks in `var/proposals`: a copy of the data with the changes, and the model that is trained from it."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from console.proposals.models import Proposal
from nscp.changes import DataChange
from nscp.settings import PROJECT

COPIED = ("config.yml", "domain.yml", "data")
MODEL, RECORD = "nscp.tar.gz", "nscp.json"
ROOM = 600 * 2**20  # bytes that a check may need: the model, what Rasa unpacks of it, and the data
LAY_SECONDS = 120


class CannotPass(Exception):
    """A proposal does not pass its check; `reasons` say why, in plain words."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(reasons))


class NotFinished(CannotPass):
    """A check did not come to its end; the proposal may be as good as any."""


def folder() -> Path:
    """Return the folder of all checks, made and closed to other users of the machine."""
    place: Path = settings.NSCP.folder() / "proposals"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


class Workspace:
    """The folder of one check. Until `keep` nothing in it counts."""

    def __init__(self, proposal: Proposal) -> None:
        """Make the folder under a name that no other check has.

        Raises:
            NotFinished: there is too little room on the disk.
        """
        place = folder()
        free = shutil.disk_usage(place).free
        if free < ROOM:
            raise NotFinished(
                f"There is too little room on the disk: {free >> 20} MB are free, and {ROOM >> 20} are needed."
            )
        self.name = f"{proposal.pk}-{secrets.token_hex(6)}"
        self.path = place / self.name
        self.project, self.model, self.result = self.path / "project", self.path / MODEL, self.path / "result.json"
        self.log = self.path / "log.txt"
        self.project.mkdir(parents=True)

    def copy(self) -> None:
        """Copy the checkout's data."""
        for name in COPIED:
            source = PROJECT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, self.project / name)

    def lay(self, changes: Sequence[DataChange]) -> None:
        """Lay changes over the copy; CannotPass if one does not fit."""
        written = json.dumps([change.as_json() for change in changes])
        command = [sys.executable, "-m", "nscp.data_changes", str(self.project)]
        done = subprocess.run(
            command, input=written, cwd=PROJECT, capture_output=True, text=True, timeout=LAY_SECONDS, check=False
        )
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            raise CannotPass(lines[-1] if lines else "The changes could not be made.")

    def keep(self) -> None:
        """Leave the model and its record, and nothing else."""
        for path in self.path.iterdir():
            if path.name not in (MODEL, RECORD):
                _remove(path)

    def remove(self) -> None:
        """Remove all of it."""
        _remove(self.path)


def stored_model(proposal: Proposal) -> Path:
    """Return the file of a checked model."""
    return Path(folder(), proposal.model, MODEL)


def tidy() -> None:
    """Remove the folders of checks that did not finish, and models that no proposal has any more.

    Only the trainer worker calls this, between two checks: a folder that is in use has no name in the database yet.
    """
    needed = set(Proposal.objects.exclude(model="").values_list("model", flat=True))
    for path in folder().glob("*-*"):
        if path.name not in needed:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
