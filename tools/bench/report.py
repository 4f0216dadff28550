"""A whole run, and its report for machines, `bench.json`. `page.py` and `picture.py` make those for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tools.bench.figures import Figure, Measured


@dataclass(frozen=True)
class Report:
    """A whole run.

    Attributes:
        machine: what it was measured on.
        date: when, in local time.
        load: name of a section -> load average before and after; "run" is the whole.
        sections: name -> what it found.
        turns: side -> messages that were answered.
        failures: side -> messages that were not.
    """

    machine: Mapping[str, Any]
    date: str
    load: Mapping[str, tuple[float, float]]
    sections: Mapping[str, Measured]
    turns: Mapping[str, int]
    failures: Mapping[str, int]

    @property
    def figures(self) -> list[Figure]:
        """All figures, in the order of the table."""
        return [figure for measured in self.sections.values() for figure in measured.figures]

    def detail(self, section: str, name: str) -> Any:
        """What a section kept beside its figures; None if it did not run."""
        return self.sections[section].details.get(name) if section in self.sections else None


def write_json(report: Report, path: Path) -> None:
    """Write `bench.json`, over that of an earlier run."""
    path.write_text(json.dumps(_rounded(as_json(report)), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def as_json(report: Report) -> dict[str, Any]:
    """The content of `bench.json`."""
    return {
        "date": report.date,
        "machine": dict(report.machine),
        "load_average": {name: {"before": before, "after": after} for name, (before, after) in report.load.items()},
        "messages": {side: {"answered": n, "failed": report.failures[side]} for side, n in report.turns.items()},
        "figures": {
            figure.name: {
                "title": figure.title,
                "unit": figure.unit,
                "ours": figure.ours,
                "rasa_default": figure.theirs,
                "ratio": figure.ratio,
                "bar": asdict(figure.bar) if figure.bar else None,
                "met": figure.met,
            }
            for figure in report.figures
        },
        "details": {name: measured.details for name, measured in report.sections.items()},
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, (list, tuple)) else value
