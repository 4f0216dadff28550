"""Why the last training stopped, for the processes that go on with the earlier model: written by `assistant.train`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

FILE = Path("models/training_problems.txt")


def note(project: Path, problems: Iterable[object]) -> None:
    """Write down what stopped the training: each problem with file, line and remedy, none of them a family's words."""
    (project / FILE).parent.mkdir(exist_ok=True)
    lines = [_relative(project, problem) for problem in problems]
    (project / FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def forget(project: Path) -> None:
    """Note that the model fits the data."""
    (project / FILE).unlink(missing_ok=True)


def noted(project: Path) -> list[str]:
    """Return what stopped the last training; empty if nothing did, or if this machine has no model."""
    try:
        return (project / FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _relative(project: Path, problem: object) -> str:
    return " ".join(str(problem).replace(f"{project}/", "").split())
