"""The report for people."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tools.console_speed.measure import Times

BAR = 500  # milliseconds at the 95th percentile


@dataclass(frozen=True)
class Measured:
    """What was measured on one database.

    Attributes:
        database: its name and version.
        conversations: in it.
        messages: of families in it.
        events: rows of Rasa's table.
        starts_in: seconds until the console's first page.
        recomputed_in: seconds to compute all facts again.
        new_turn: times to store one new turn with its facts, in milliseconds.
        pages: of each kind, opened by one reader.
        crowd: of all kinds, opened by several readers who never pause; the bar was not set for that.
    """

    database: str
    conversations: int
    messages: int
    events: int
    starts_in: float
    recomputed_in: float
    new_turn: Times
    pages: Sequence[Times]
    crowd: Times


HOW = """Measured on {day} by `python -m tools.console_speed`: made-up conversations from the project's own test messages;
the console served by gunicorn as in production; each kind of page opened {times} times over HTTP on loopback, each time
another one of its kind, until the last byte. "Four readers" open pages of all kinds at once and never
pause to read, more than a few staff ever do: no bar was set for that. Machine: {processors}
processors, {machine}, Python {python}; load average {load:.1f} at the end, the measurement itself included."""
RUN = """{conversations:,} conversations, {messages:,} messages, {events:,} events. The console's first page is there
{starts_in:.1f} s after its start. Computing all facts again takes {recomputed_in:.0f} s ({rate:,.0f} messages a
second), storing one new turn with them {half:.0f} ms ({most:.0f} ms at the 95th percentile)."""


def page_of(runs: Sequence[Measured], times: int) -> str:
    """The report in Markdown.

    Args:
        runs: one for each database.
        times: how often each kind of page was opened.
    """
    slowest, name, database = max((kind.within(0.95), kind.name, run.database) for run in runs for kind in run.pages)
    crowd = max(run.crowd.within(0.95) for run in runs)
    beyond = "over" if crowd >= BAR else "within"
    how = HOW.format(
        day=f"{date.today():%-d %B %Y}",
        times=times,
        processors=os.cpu_count(),
        machine=platform.machine(),
        python=platform.python_version(),
        load=os.getloadavg()[0],
    )
    lines = [
        "# Speed of the console",
        "",
        f"Wanted: every page within {BAR} ms at the 95th percentile, with 100,000 messages of families.",
        f"**{'Met' if slowest < BAR else 'Not met'}.** Slowest: {name} on {database}, within {slowest:.0f} ms.",
        f"That is for one reader at a time. With four who never pause it takes up to {crowd:.0f} ms, which is {beyond} it.",
        "",
        how,
        "",
    ]
    for run in runs:
        lines += _run(run)
    return "\n".join(lines)


def _run(run: Measured) -> list[str]:
    figures = {
        **vars(run),
        "rate": run.messages / run.recomputed_in,
        "half": run.new_turn.within(0.5),
        "most": run.new_turn.within(0.95),
    }
    return [
        f"## {run.database}",
        "",
        RUN.format(**figures),
        "",
        "| page | half within, ms | 95 of 100 within, ms | slowest, ms | bar met |",
        "|---|---:|---:|---:|---|",
        *(_row(kind, "yes" if kind.within(0.95) < BAR else "no") for kind in run.pages),
        _row(run.crowd, "none set"),
        "",
    ]


def _row(kind: Times, is_met: str) -> str:
    times = " | ".join(f"{kind.within(share):.0f}" for share in (0.5, 0.95, 1))
    return f"| {kind.name} | {times} | {is_met} |"
