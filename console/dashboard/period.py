"""The days that a page counts over, and the two weeks at their end that it compares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAY, WEEK = timedelta(days=1), timedelta(days=7)
SHOWN_BY_DAY = 31  # days; a longer period is shown by weeks
SHOWN_BY_WEEK = 106 * 7  # two years; a longer one by four weeks each


@dataclass(frozen=True)
class Days:
    """Days in a row, the first and the last included, in local time."""

    first: date
    last: date

    def __str__(self) -> str:
        """Return "3 to 30 November 2026", and as much of the first date as is not said by the last."""
        if self.first == self.last:
            return spelt(self.last)
        if self.first.year != self.last.year:
            return f"{spelt(self.first)} to {spelt(self.last)}"
        first = "%-d" if self.first.month == self.last.month else "%-d %B"
        return f"{self.first.strftime(first)} to {spelt(self.last)}"

    def __iter__(self) -> Iterator[date]:
        return (self.first + place * DAY for place in range(len(self)))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def last_week(self) -> Days:
        """Return the seven days up to the last; of a shorter period too, so that there is always a week to compare."""
        return Days(self.last - WEEK + DAY, self.last)

    @property
    def week_before(self) -> Days:
        """Return the seven days before `last_week`."""
        return Days(self.last - 2 * WEEK + DAY, self.last - WEEK)

    @property
    def with_weeks(self) -> Days:
        """Return the period together with both weeks."""
        return Days(min(self.first, self.week_before.first), self.last)

    def points(self) -> list[Days]:
        """Return what the points of a chart stand for: days, or weeks and more if there are too many.

        They are counted from the end, since a last point of fewer days would look like a fall.
        """
        step = 1 if len(self) <= SHOWN_BY_DAY else 7 if len(self) <= SHOWN_BY_WEEK else 28
        ends = [self.last - place * DAY for place in range(0, len(self), step)]
        return [Days(max(self.first, end - (step - 1) * DAY), end) for end in reversed(ends)]


@dataclass(frozen=True)
class Tally:
    """How often something happened: in the period, in its last seven days, and in the seven days before those."""

    total: int = 0
    last_week: int = 0
    week_before: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.total + other.total, self.last_week + other.last_week, self.week_before + other.week_before)


def tally(counts: Mapping[date, int], period: Days) -> Tally:
    """Add up what was counted by day."""
    parts = (period, period.last_week, period.week_before)
    return Tally(*(sum(count for day, count in counts.items() if day in part) for part in parts))


def spelt(day: date) -> str:
    """Return a day as "6 November 2026"."""
    return day.strftime("%-d %B %Y")
