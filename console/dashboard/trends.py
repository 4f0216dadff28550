"""What the assistant did over time, a line for each outcome that matters, and the hours of the day."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from console.conversations import models
from console.dashboard.charts import Column, Line, columns, line
from console.dashboard.figures import Figures
from console.dashboard.period import SHOWN_BY_DAY, Days
from console.dashboard.tables import Cell, Links, Row, Table
from console.dashboard.words import DANGER, counted, hour, number, out_of, percent, sentence, week_on_week
from nscp.turn_facts import Outcome

OUTCOMES = (Outcome.ANSWERED, Outcome.CLARIFIED, Outcome.NOT_IN_GUIDE, Outcome.FALLBACK, Outcome.SAFETY)
OFFICE_HOURS = range(9, 17)


@dataclass(frozen=True)
class Trend:
    """A line over time.

    Attributes:
        total: in the whole period.
        message: what the last two weeks say.
        highest: the largest value, and when.
        in_words: for people who do not see the line.
    """

    title: str
    url: str
    total: str
    message: str
    highest: str
    in_words: str
    line: Line


@dataclass(frozen=True)
class Trends:
    """Lines over the same days.

    Attributes:
        each: what one of their points stands for.
        end: what the last point is; today has not all its messages yet.
    """

    each: str
    days: Days
    end: str
    lines: list[Trend]
    table: Table


@dataclass(frozen=True)
class Hours:
    """The hours of the day as columns, with a sentence on them."""

    message: str
    columns: list[Column]
    table: Table


def trends(found: Figures, links: Links) -> Trends:
    """Return the lines, and the same as a table."""
    days = _days_shown(found)
    points = days.points()
    lines, rows = [], [Row(str(point), []) for point in points]
    for outcome in (None, *OUTCOMES):
        by_day = found.days_of(outcome) if outcome else found.days
        filters = {"outcome": outcome.value} if outcome else {}
        values = [sum(by_day[day] for day in point) for point in points]
        lines.append(_trend(outcome, found, points, values, links.to(found.period, **filters)))
        for row, point, value in zip(rows, points, values, strict=True):
            row.cells.append(Cell(number(value), links.to(point, **filters) if value else ""))
    today = timezone.localdate()
    each = {1: "day", 7: "week"}.get(len(points[-1]), f"{len(points[-1])} days")
    end = "Today so far" if points[-1] == Days(today, today) else days.last.strftime("%-d %b %Y")
    return Trends(each, days, end, lines, Table(["When", *(trend.title for trend in lines)], rows))


def hours(found: Figures) -> Hours:
    """Return when families write, which says when somebody could be there for them."""
    counts = [found.hours[at] for at in range(24)]
    most, total = max(range(24), key=counts.__getitem__), sum(counts)
    outside = sum(count for at, count in enumerate(counts) if at not in OFFICE_HOURS)
    message = (
        f"Most came between {hour(most)} and {hour(most + 1)}: {number(counts[most])} of {counted(total, 'message')}. "
        f"{percent(outside, total).capitalize()} came before 9am or after 5pm."
    )
    rows = [Row(f"{hour(at)} to {hour(at + 1)}", [Cell(number(count))]) for at, count in enumerate(counts)]
    return Hours(message, columns(counts), Table(["Hour", "Messages"], rows))


def _days_shown(found: Figures) -> Days:
    """Return the period; a long one from its first message on, since before that there is nothing to see."""
    written = [day for day in found.days if day in found.period]
    if len(found.period) <= SHOWN_BY_DAY or not written:
        return found.period
    return Days(min(written), found.period.last)


def _trend(outcome: Outcome | None, found: Figures, points: list[Days], values: list[int], url: str) -> Trend:
    tally = found.outcome(outcome) if outcome else found.messages
    title = _title(outcome)
    compared = out_of(tally, found.messages) if outcome else week_on_week(tally, found.period)
    share = f", {percent(tally.total, found.messages.total)} of all" if outcome and tally.total else ""
    message, highest = sentence(compared), _highest(points, values)
    return Trend(
        title=title,
        url=url if tally.total else "",
        total=f"{counted(tally.total, 'message')}{share}",
        message=message,
        highest=highest,
        in_words=f"{title}: {message} {highest}".strip(),
        line=line(values),
    )


def _title(outcome: Outcome | None) -> str:
    if outcome is None:
        return "All messages"
    return DANGER if outcome == Outcome.SAFETY else str(models.Outcome(outcome.value).label)


def _highest(points: list[Days], values: list[int]) -> str:
    most = max(values)
    when = points[values.index(most)]
    return f"Highest: {number(most)} {'on' if len(when) == 1 else 'from'} {when}." if most else ""
