"""Bar charts as SVG without style or script, which the console's content security policy forbids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LABEL = 380  # units of the picture's width for the labels
BAR = 290  # for the longest bar
VALUE = 60  # for the number behind it
ROW = 26  # height


@dataclass(frozen=True)
class Bar:
    """One bar; sizes in units of the picture."""

    label: str
    value: int
    y: int
    width: float

    @property
    def text_y(self) -> int:
        return self.y + 17

    @property
    def value_x(self) -> float:
        return LABEL + self.width + 8


@dataclass(frozen=True)
class Chart:
    """A chart for `dashboard/chart.html`, which shows its table too.

    Attributes:
        column: what the labels are.
        bars: from top to bottom.
        counted: what the numbers count.
    """

    title: str
    column: str
    bars: tuple[Bar, ...]
    counted: str = "Messages"
    left: int = LABEL
    width: int = LABEL + BAR + VALUE

    @property
    def height(self) -> int:
        return ROW * len(self.bars)

    @property
    def in_words(self) -> str:
        """Return the chart's description for people who do not see it."""
        most = max(self.bars, key=lambda bar: bar.value)
        return f"Bar chart: {self.title}. Most: {most.label}, {most.value}. All numbers stand in the table below."


def chart(title: str, column: str, counts: Sequence[tuple[str, int]], counted: str = "Messages") -> Chart | None:
    """Return a chart of counts in the order given; None if all are 0."""
    most = max((count for _, count in counts), default=0)
    if not most:
        return None
    bars = (Bar(label, count, place * ROW, round(BAR * count / most, 1)) for place, (label, count) in enumerate(counts))
    return Chart(title, column, tuple(bars), counted)
