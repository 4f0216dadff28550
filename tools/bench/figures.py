"""Figures, each beside that of Rasa's default, and the bars that the project set itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Bar:
    """A bar.

    Attributes:
        bound: what is just good enough.
        aim: what is hoped for; None if nothing was set.
        at_least: True if more is better, False if less is.
        on_ratio: True if it is set for ours divided by theirs, False if for ours alone.
    """

    bound: float
    aim: float | None = None
    at_least: bool = False
    on_ratio: bool = True

    @property
    def in_words(self) -> str:
        """Such as "at most 0.45 (aim 0.35)"."""
        words = f"{'at least' if self.at_least else 'at most'} {self.bound:g}"
        return words if self.aim is None else f"{words} (aim {self.aim:g})"


@dataclass(frozen=True)
class Figure:
    """One figure of both sides.

    Attributes:
        name: its key in the report.
        title: for people, with the unit.
        unit: of both figures.
        ours: this project's.
        theirs: Rasa's default's; None where it has nothing of the kind.
        bar: what was wanted; None for figures that only inform.
    """

    name: str
    title: str
    unit: str
    ours: float
    theirs: float | None
    bar: Bar | None = None

    @property
    def ratio(self) -> float | None:
        """Ours divided by theirs."""
        return self.ours / self.theirs if self.theirs else None

    @property
    def met(self) -> bool | None:
        """True if the bar is met; None if there is no bar."""
        if self.bar is None:
            return None
        judged = self.ratio if self.bar.on_ratio else self.ours
        if judged is None:
            return False
        return judged >= self.bar.bound if self.bar.at_least else judged <= self.bar.bound


@dataclass(frozen=True)
class Measured:
    """What one section found.

    Attributes:
        figures: in the order of the table.
        details: what else the report keeps: conditions, curves, parts. Nothing but plain values.
    """

    figures: Sequence[Figure]
    details: dict[str, Any] = field(default_factory=dict)
