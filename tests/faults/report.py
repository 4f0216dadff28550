"""What `make faults` found, for people: reports/faults.md and reports/handoff-faults.md."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Part:
    """One part of the tests.

    Attributes:
        name: what was done.
        counts: what was counted -> how often.
        seconds: how long it took.
        passed: it ended without a fault.
    """

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    passed: bool = False

    def line(self) -> str:
        """The part as a row of the table."""
        counts = ", ".join(f"{count:,} {name}" for name, count in self.counts.items())
        return f"| {self.name} | {'no fault' if self.passed else '**failed**'} | {counts} | {self.seconds:.0f} s |"


@dataclass
class Report:
    """All parts.

    Attributes:
        title: the page's.
        parts: in the order in which they were done.
    """

    title: str = "Hostile requests and killed servers"
    parts: list[Part] = field(default_factory=list)

    @contextmanager
    def part(self, name: str) -> Iterator[Part]:
        """Note a part, its counts and how long it took."""
        part = Part(name)
        self.parts.append(part)
        begun = time.monotonic()
        try:
            yield part
            part.passed = True
        finally:
            part.seconds = time.monotonic() - begun

    def write(self, path: Path) -> None:
        """Write the report."""
        lines = [
            f"# {self.title}",
            "",
            f"Written by `make faults`, {time.strftime('%Y-%m-%d')}.",
            "",
            "| what was done | result | counts | time |",
            "|---|---|---|---|",
            *(part.line() for part in self.parts),
            "",
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines), encoding="utf-8")
