"""Bars below each other: topics, gaps, languages, opinions, messages for NSCP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.conversations.topics import title_of
from console.dashboard.charts import bars
from console.dashboard.figures import Figures
from console.dashboard.period import Days, Tally
from console.dashboard.tables import Cell, Links, Row, Table
from console.dashboard.words import LAST_WEEK, counted, number, percent, sentence, week_on_week

MOST_BARS = 8  # the table has all

# Title of what is counted -> how often, and the filters of the list of conversations that find it.
Kinds = Mapping[str, tuple[Tally, Mapping[str, str]]]


@dataclass(frozen=True)
class Bar:
    """A bar with its words."""

    title: str
    value: str
    note: str
    width: str
    url: str


@dataclass(frozen=True)
class Ranking:
    """Bars, what they say in a sentence, and the same as a table."""

    title: str
    message: str
    bars: list[Bar]
    table: Table


def topics(found: Figures, links: Links) -> Ranking:
    """Return which topics were answered most."""
    return _weekly("Answered most", "Topic", _by_title(found.topics, "answered"), found.period, links)


def gaps(found: Figures, links: Links) -> Ranking:
    """Return what was asked most that the guide does not answer."""
    kinds = _by_title(found.gaps, "not_in_guide")
    return _weekly("Asked most that is not in the guide", "Topic", kinds, found.period, links)


def languages(found: Figures, links: Links) -> Ranking:
    """Return which languages were asked for."""
    return _weekly(
        "Languages asked for",
        "Language (a guess)",
        {language: (tally, {"language": language}) for language, tally in found.languages.items()},
        found.period,
        links,
    )


def opinions(found: Figures, links: Links) -> Ranking:
    """Return whether answers helped, as far as families said."""
    helped, whole = found.helped.total, found.helped.total + found.did_not_help.total
    message = f"{percent(helped, whole)} of {counted(whole, 'opinion')} said that the answer helped." if whole else ""
    parts = [
        ("Helped", helped, links.to(found.period, thumbs="up")),
        ("Did not help", found.did_not_help.total, links.to(found.period, thumbs="down")),
    ]
    return _parts("Opinions of answers", message or "Nobody has said yet.", "Opinion", parts)


def messages_for_nscp(found: Figures, links: Links) -> Ranking:
    """Return in how many conversations a message was left for NSCP."""
    left, whole = found.left.total, found.conversations.total
    parts = [
        ("Left a message", left, links.to(found.period, hand_off="yes")),
        ("Asked for NSCP and left no message", found.asked, links.to(found.period, hand_off="no", outcome="hand_off")),
        ("Neither", whole - left - found.asked, ""),
    ]
    message = f"A message was left in {percent(left, whole)} of {counted(whole, 'conversation')}."
    return _parts("Messages for NSCP", message, "Conversations", parts)


def _by_title(tallies: Mapping[str, Tally], outcome: str) -> Kinds:
    return {title_of(topic): (tally, {"topic": topic, "outcome": outcome}) for topic, tally in tallies.items() if topic}


def _weekly(title: str, column: str, kinds: Kinds, period: Days, links: Links) -> Ranking:
    """Return the most frequent kinds, each compared with the week before."""
    ranked = sorted(kinds.items(), key=lambda kind: (-kind[1][0].total, kind[0]))
    named = [(name, tally, links.to(period, **filters)) for name, (tally, filters) in ranked if tally.total]
    widths = bars([tally.total for _, tally, _ in named])
    drawn = [
        Bar(name, number(tally.total), sentence(week_on_week(tally, period)), width, url)
        for (name, tally, url), width in zip(named[:MOST_BARS], widths, strict=False)
    ]
    rows = [
        Row(name, [Cell(number(tally.total), url), Cell(number(tally.last_week)), Cell(number(tally.week_before))])
        for name, tally, url in named
    ]
    head = [column, "Messages", "Last 7 days", "Week before"]
    return Ranking(title, _rose_most({name: tally for name, (tally, _) in ranked}), drawn, Table(head, rows))


def _parts(title: str, message: str, column: str, parts: Sequence[tuple[str, int, str]]) -> Ranking:
    """Return the parts of a whole: each its title, how many, and where the conversations are."""
    whole = sum(count for _, count, _ in parts)
    widths = bars([count for _, count, _ in parts])
    drawn = [
        Bar(name, number(count), percent(count, whole) if whole else "", width, url if count else "")
        for (name, count, url), width in zip(parts, widths, strict=True)
    ]
    rows = [
        Row(name, [Cell(number(count), url if count else ""), Cell(percent(count, whole))]) for name, count, url in parts
    ]
    return Ranking(title, message, drawn, Table([column, "Number", "Share"], rows))


def _rose_most(tallies: Mapping[str, Tally]) -> str:
    """Return what rose most from the week before to the last."""
    rises = {name: tally.last_week - tally.week_before for name, tally in tallies.items()}
    most = max(rises, key=rises.__getitem__, default="")
    if not most:
        return "None in this time."
    if rises[most] <= 0:
        return "None rose on the week before."
    now, before = number(tallies[most].last_week), number(tallies[most].week_before)
    return f"Rose most: “{most}”, {now} {LAST_WEEK}, {before} the week before."
