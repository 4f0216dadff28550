"""The check of one proposal, from a copy of the data to the comparison with the live model."""

from __future__ import annotations

import errno
import json
import logging
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from console.proposals import live
from console.proposals.commands import DISK_FULL, Cancelled, ClaimLost, Commands, Interrupted, Progress
from console.proposals.knowledge import knowledge
from console.proposals.models import Proposal
from console.proposals.rules import reasons_against
from console.proposals.states import State, move
from console.proposals.workspace import CannotPass, NotFinished, Workspace, folder
from nscp.check import problems
from nscp.settings import PROJECT
from nscp.yaml_lines import DataError

logger = logging.getLogger(__name__)

NOTHING_CHANGED = "Nothing was changed."
ASK = f"{NOTHING_CHANGED} Ask the people who run the service."
TRAINING_FAILED = f"The training failed, so the check could not finish. {ASK}"
COMPARING_FAILED = f"The models could not be compared, so the check could not finish. {ASK}"
FOLDER_FAILED = f"The data could not be copied, so the check could not finish. {ASK}"
STOPPED = f"The check was broken off, because the trainer worker was stopped. {NOTHING_CHANGED} Check it again."
PLACE = re.compile(r", at \S+:\d+")  # in a file: trainers see topics
BROKEN_DATA = (
    f"The assistant's own data has a mistake that stops every check. {NOTHING_CHANGED} Ask the people who run the service "
    "to run “make check”, then check the proposal again."
)


@dataclass(frozen=True)
class Tools:
    """The commands that train and compare: lists of words, to which the check adds its files."""

    train: Sequence[str] = (sys.executable, "-m", "assistant.train")
    compare: Sequence[str] = (sys.executable, "-m", "tools.evaluate.compare")


def check(proposal: Proposal, progress: Progress, tools: Tools) -> None:
    """Check a proposal that is in the state CHECKING, and take it to the next.

    Raises:
        django.db.Error: the database does not answer; the proposal stays where it is.
    """
    workspace: Workspace | None = None
    try:
        workspace = Workspace(proposal)
        base = {"base": live.base(), "laid_over": [other.pk for other in live.live_proposals()]}
        result = _result(proposal, workspace, progress, tools)
        workspace.keep()
        to = State.REFUSED if result["reasons"] else State.PASSED
        model = "" if result["reasons"] else workspace.name
        _end(proposal, to, result["reasons"], result=result, model=model, checked_at=timezone.now(), share=1, **base)
    except NotFinished as error:
        _end(proposal, State.FAILED, error.reasons)
    except CannotPass as error:
        _end(proposal, State.REFUSED, error.reasons, checked_at=timezone.now())
    except ClaimLost:
        logger.warning("%s: another trainer has taken over.", proposal)
    except Interrupted as error:
        if isinstance(error, Cancelled):
            _end(proposal, State.DRAFT, [])
        else:
            _end(proposal, State.FAILED, [STOPPED])
    except DataError as error:
        logger.warning("%s: %s", proposal, error)
        _end(proposal, State.FAILED, [BROKEN_DATA])
    except OSError as error:
        logger.warning("%s: %s", proposal, error)
        _end(proposal, State.FAILED, [DISK_FULL if error.errno == errno.ENOSPC else FOLDER_FAILED])
    finally:
        if workspace is not None and proposal.model != workspace.name:
            workspace.remove()


def _result(proposal: Proposal, workspace: Workspace, progress: Progress, tools: Tools) -> dict[str, Any]:
    """Lay, train and compare; return what the comparison found."""
    live_model, changes = live.live_model(), live.live_changes()
    progress.show("Copying the data", 0.01)
    workspace.copy()
    progress.show("Making the changes", 0.03)
    _refuse_conflicts(proposal)
    workspace.lay([*changes, *proposal.data_changes()])
    progress.show("Checking the data", 0.06)
    _refuse_broken_data(workspace.project)
    commands = Commands(progress, workspace, folder() / "seconds.json")
    project = ("--project", str(workspace.project))
    train = [*tools.train, *project, "--out", str(workspace.model)]
    commands.run("Training", train, 0.1, 0.7, TRAINING_FAILED)
    cache = ("--cache", str(folder() / "predictions"))
    compare = [*tools.compare, str(live_model), str(workspace.model), *project, *cache, "--out", str(workspace.result)]
    commands.run("Comparing with the live model", compare, 0.7, 0.99, COMPARING_FAILED)
    return _read(workspace.result)


def _refuse_conflicts(proposal: Proposal) -> None:
    """Check each change once more against what is live now: another proposal may have come first."""
    before = knowledge()
    reasons: list[str] = []
    for change in proposal.data_changes():
        reasons += reasons_against(change, before)
        if not reasons:
            before = before.changed_by([change])
    if reasons:
        raise CannotPass(*reasons)


def _refuse_broken_data(project: Path) -> None:
    found = list(problems(project))
    if found:
        logger.warning("The data has %d mistakes, the first: %s", len(found), found[0])
        if any(problems(PROJECT)):
            raise NotFinished(BROKEN_DATA)
        raise CannotPass(*(PLACE.sub("", f"{problem.what[:1].upper()}{problem.what[1:]}.") for problem in found))


def _read(result: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return {**found, "reasons": [str(reason) for reason in found["reasons"]]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotFinished(COMPARING_FAILED) from error


def _end(proposal: Proposal, to: Any, reasons: Sequence[str], **fields: Any) -> None:
    move(proposal, to, reasons=list(reasons), step="", cancelling=False, **fields)
    logger.info("%s: %s", proposal, to.label)
