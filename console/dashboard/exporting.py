"""The dashboard's figures as rows of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from console.conversations.models import OUTCOMES_EXPLAINED
from console.conversations.topics import title_of
from console.dashboard.figures import Figures
from console.dashboard.period import Tally

COLUMNS = ("figure", "name", "id", "count", "last 7 days", "7 days before")

CsvRow = tuple[str, str, str, int | None, int | str, int | str]


def rows(found: Figures) -> Iterator[CsvRow]:
    """Return what is counted, of what, and how often. Days are written as spreadsheets read them: 2026-11-06."""
    yield _weekly("conversations", "", "", found.conversations)
    yield _weekly("conversations with a message for NSCP", "", "", found.left)
    yield _once("conversations that asked for NSCP and left no message", "", "", found.asked)
    yield _weekly("messages", "", "", found.messages)
    yield _weekly("questions", "", "", found.questions)
    yield _weekly("answers that helped", "", "", found.helped)
    yield _weekly("answers that did not help", "", "", found.did_not_help)
    yield _once("milliseconds within which 50% of replies came", "", "", found.response_within(0.5))
    yield _once("milliseconds within which 95% of replies came", "", "", found.response_within(0.95))
    for outcome in OUTCOMES_EXPLAINED:
        yield _weekly("outcome", str(outcome.label), outcome.value, found.outcome(outcome))
    yield from _ranked("topic answered", found.topics)
    yield from _ranked("topic not in the guide", found.gaps)
    for language, tally in found.languages.items():
        yield _weekly("language", language, "", tally)
    for hour in range(24):
        yield _once("hour", f"{hour:02}:00", "", found.hours[hour])
    for day in sorted(day for day in found.days if day in found.period):
        yield _once("day", day.isoformat(), "", found.days[day])
        for outcome in OUTCOMES_EXPLAINED:
            if count := found.days_of(outcome)[day]:
                yield _once(f"day: {outcome.label}", day.isoformat(), outcome.value, count)


def _ranked(figure: str, tallies: Mapping[str, Tally]) -> Iterator[CsvRow]:
    for topic, tally in sorted(tallies.items(), key=lambda item: -item[1].total):
        yield _weekly(figure, title_of(topic), topic, tally)


def _weekly(figure: str, name: str, id_: str, tally: Tally) -> CsvRow:
    return figure, name, id_, tally.total, tally.last_week, tally.week_before


def _once(figure: str, name: str, id_: str, count: int | None) -> CsvRow:
    return figure, name, id_, count, "", ""
