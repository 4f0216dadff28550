"""The shapes of charts as SVG, which needs neither style nor script: the console's content security policy forbids both.

Pictures hold shapes alone and are stretched to the width that there is; their words stand beside them as text. That way they
can be read on a narrow screen and with large text. Sizes are texts, so that no template puts commas into them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 300, 60  # units of a picture
LEAST = 0.005  # of the width or height, for what is little beside the largest but not nothing
GAP = 0.2  # of a column's place


@dataclass(frozen=True)
class Line:
    """A line over time.

    Attributes:
        points: of the line.
        area: points of the area below it.
        end: where a dot marks the last value.
    """

    points: str
    area: str
    end: str


@dataclass(frozen=True)
class Column:
    """One of several columns side by side."""

    x: str
    y: str
    width: str
    height: str


def line(values: Sequence[int]) -> Line:
    """Draw values from left to right, the largest at the upper edge. A single one is a dot at the right."""
    step = WIDTH / max(1, len(values) - 1)
    places = [WIDTH - step * back for back in reversed(range(len(values)))]
    points = [f"{x:.1f},{HEIGHT * (1 - part):.1f}" for x, part in zip(places, parts_of_most(values), strict=True)]
    area = [f"{places[0]:.1f},{HEIGHT}", *points, f"{WIDTH},{HEIGHT}"]
    return Line(" ".join(points), " ".join(area), points[-1])


def columns(values: Sequence[int]) -> list[Column]:
    """Draw values as columns, the largest as high as the picture."""
    place = WIDTH / len(values)
    return [
        Column(f"{nth * place:.1f}", f"{HEIGHT * (1 - part):.1f}", f"{place * (1 - GAP):.1f}", f"{HEIGHT * part:.1f}")
        for nth, part in enumerate(parts_of_most(values))
    ]


def bars(values: Sequence[int]) -> list[str]:
    """Return the widths of bars, the longest as long as the picture is wide."""
    return [f"{WIDTH * part:.1f}" for part in parts_of_most(values)]


def parts_of_most(values: Sequence[int]) -> list[float]:
    """Return each value's part of the largest: 0 for 0, and never so little for more that nobody would see it."""
    most = max(values, default=0)
    return [max(LEAST, value / most) if value else 0.0 for value in values]
