"""Releasing a model, going back to an earlier one, and which is live."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from console.audit.models import COMMAND_LINE, Action, Entry
from console.releases import files
from console.releases.models import Period, Release
from nscp.model_record import DIFFERENCES, Basis, RecordMissing, read_basis, sha256_of
from nscp.settings import PROJECT

CHECKOUT_TITLE = "Installed model"  # as pages and the audit log call the checkout's


class Refused(Exception):
    """A model cannot be made live; the message says why, and what to do."""


def release(
    file: Path,
    made_by: AbstractBaseUser | None,
    note: str,
    proposal: int | None = None,
    figures: Mapping[str, Any] | None = None,
) -> Release:
    """Copy a trained model and make it live: every Rasa server serves it within a minute.

    Args:
        file: with the record of `nscp/model_record.py` beside it, as training leaves it.
        made_by: who released it; None for a command.
        note: what changed, in a sentence, for colleagues and the audit log.
        proposal: number of the proposal that it came from.
        figures: what its check found, name and value as the page shows them.

    Raises:
        Refused: it may not be served here, or could not be copied.
    """
    try:
        with files.copied(file) as copy:
            sha256, basis = _check(file, copy)
            made = _save(copy, sha256, basis, made_by, note[:300], proposal, dict(figures or {}))
    except OSError as error:
        raise Refused(
            f"The model could not be copied: {error.strerror}. Look for space on the disk, then try again."
        ) from error
    except IntegrityError as error:
        raise Refused("Another model was released at the same time. Look at the list of models, then try again.") from error
    return made


def _check(file: Path, copy: Path) -> tuple[str, Basis]:
    sha256 = sha256_of(copy)
    try:
        basis = read_basis(file, sha256)
    except RecordMissing as error:
        raise Refused(
            "There is no record beside this model of what it was trained from. Train it with `make train`, or check the "
            "proposal again."
        ) from error
    _refuse_other_basis(basis)
    if not files.is_model(copy):
        raise Refused("The model's file is damaged. Train it again.")
    return sha256, basis


def _save(copy: Path, sha256: str, basis: Basis, made_by: AbstractBaseUser | None, note: str, *more: Any) -> Release:
    by = made_by.get_username() if made_by else COMMAND_LINE
    with transaction.atomic():
        number = (Release.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        proposal, figures = more
        made: Release = Release.objects.create(
            number=number,
            made_by=by,
            note=note,
            proposal=proposal,
            file=f"{number}.tar.gz",
            sha256=sha256,
            guide=basis.guide,
            program=basis.program,
            figures=figures,
        )
        _make_live(made, made_by, note)
        copy.replace(files.folder() / made.file)
    return made


def go_back(target: Release | None, by: AbstractBaseUser, reason: str) -> bool:
    """Make an earlier release live again, or the checkout's model (None); False if it is live already.

    Raises:
        Refused: it may not be served any more, or its file is not as it was.
    """
    if target is not None:
        _refuse_other_basis(Basis(target.guide, target.program))
        if not files.is_whole(target.file, target.sha256):
            raise Refused("The file of this model is gone or damaged. Choose another model.")
    with transaction.atomic():
        if live_release() == target:
            return False
        _make_live(target, by, reason)
    return True


def live_release() -> Release | None:
    """Return the release that is live, or None for the checkout's model."""
    period = live_period()
    return period.release if period else None


def live_period() -> Period | None:
    """Return since when, by whom and why the live model is live; None if nothing was ever released."""
    period: Period | None = Period.objects.filter(until=None).select_related("release").first()
    return period


def problem(made: Release) -> str | None:
    """Return why a release may not be served with the guide and the program of today; None if it may."""
    difference = Basis(made.guide, made.program).difference(Basis.of(PROJECT))
    return DIFFERENCES[difference] if difference else None


def _refuse_other_basis(basis: Basis) -> None:
    difference = basis.difference(Basis.of(PROJECT))
    if difference:
        raise Refused(f"{DIFFERENCES[difference]} Train and check it again.")


def _make_live(made: Release | None, by: AbstractBaseUser | None, reason: str) -> None:
    now, name = timezone.now(), by.get_username() if by else COMMAND_LINE
    subject = f"live model: {made or CHECKOUT_TITLE}"
    Entry.objects.create(by=by, name=name, action=Action.CHANGE, subject=subject, reason=reason)
    Period.objects.filter(until=None).update(until=now)
    Period.objects.create(release=made, since=now, by=name, reason=reason)
