"""What is live: the checkout's data, and the released proposals that are not in its files yet.

This module is where proposals meet the released models (`console.releases`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from console.proposals.models import Proposal
from console.proposals.states import State
from console.releases.files import folder
from console.releases.services import Refused, live_release, release
from nscp.changes import DataChange
from nscp.settings import PROJECT

MODEL = PROJECT / "models" / "nscp.tar.gz"
KINDS = {".yml", ".npz"}
ROOTS = ("config.yml", "domain.yml", "data")


class NotReleased(Exception):
    """A model could not be made live; the message says why, in plain words."""


def live_proposals() -> list[Proposal]:
    """Return the released proposals whose changes the live model has and the files do not, oldest first.

    A proposal that was released before the live model but not laid under it (somebody went back to an earlier model
    meanwhile) is not live.
    """
    newest = _live_proposal()
    if newest is None:
        return []
    ids = [*newest.laid_over, newest.pk]
    found = Proposal.objects.filter(pk__in=ids, applied_at=None).in_bulk()
    return [found[pk] for pk in ids if pk in found]


def only_in_database() -> int:
    """Count the live changes that nobody has written into the files yet, for the banner."""
    return sum(proposal.changes.count() for proposal in live_proposals())


def live_changes() -> list[DataChange]:
    """Return those changes in order."""
    return [change for proposal in live_proposals() for change in proposal.data_changes()]


def numbers_of_live() -> set[int]:
    """Return the numbers of the proposals whose changes the live model has, also of those that are in the files by now."""
    newest, live = _live_proposal(), live_release()
    applied = Proposal.objects.filter(applied_at__isnull=False)
    if live is not None:
        applied = applied.filter(applied_at__lte=live.made_at)
    laid = [*newest.laid_over, newest.pk] if newest else []
    return {*laid, *applied.values_list("pk", flat=True)}


def base() -> str:
    """Return a fingerprint of what is live. A proposal that was checked against another one must be checked again."""
    digest = hashlib.sha256()
    for path in _files(PROJECT):
        digest.update(str(path.relative_to(PROJECT)).encode())
        digest.update(path.read_bytes())
    digest.update(str([proposal.pk for proposal in live_proposals()]).encode())
    return digest.hexdigest()


def live_model() -> Path:
    """Return the file of the model that families talk to."""
    live = live_release()
    return MODEL if live is None else folder() / live.file


def make_live(file: Path, by: AbstractBaseUser, proposal: Proposal, figures: Mapping[str, Any]) -> None:
    """Release the checked model of a proposal.

    Raises:
        NotReleased: it may not be served, or could not be stored.
    """
    try:
        release(file, by, proposal.title, proposal=proposal.pk, figures=figures)
    except Refused as error:
        raise NotReleased(str(error)) from error


def _live_proposal() -> Proposal | None:
    """Return the proposal that the live model was made of; None for the checkout's model, or one made in another way."""
    live = live_release()
    if live is None or live.proposal is None:
        return None
    made_of: Proposal | None = Proposal.objects.filter(state=State.RELEASED, pk=live.proposal).first()
    return made_of


def _files(project: Path) -> list[Path]:
    roots = [project / name for name in ROOTS]
    files = [path for root in roots for path in ([root] if root.is_file() else sorted(root.rglob("*")))]
    return [path for path in files if path.suffix in KINDS and path.is_file()]
