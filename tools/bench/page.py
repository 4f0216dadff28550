"""The report for people, `bench.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.bench.figures import Bar, Figure
from tools.bench.report import Report

BUSY = 0.5  # of the processors, in the load average: from here on other work may have disturbed a training

PARTS_IN_WORDS = {
    "tokenise": "tokenise: plain words, sentences, word pieces",
    "embed": "embed: the sentence encoder",
    "classify": "classify: topic, safety, reply plan",
    "policy": "policy",
    "store": "store: read, mask, write",
    "rasa": "the rest of Rasa: graph, actions, slots, answers",
    "channel": "channel: token, limits, checks, reply",
    "http": "HTTP, and the client's own work",
}

HOW = """\
- One machine, one run, loopback. Ours and Rasa's default take turns, round by round, after a warm-up; whichever is not being
  measured is idle. The client is the same for both (aiohttp, one connection for each client, kept alive). It runs in a
  process of its own but on the same {processors} processors, so both look slower than on a server of their own.
- Rasa's default is what `rasa init` sets up: pipeline and policies of Rasa's own default_config.yml, with a ResponseSelector
  for each retrieval intent. It has this project's domain and answers, one rule for each intent, no stories, the `rest`
  channel, and Rasa's SQL tracker store on SQLite. Without stories its TED, UnexpecTED and Memoization have nothing to learn,
  which makes it faster and smaller.
- Training: both learn from the same {examples} examples, at most twenty of each topic, since Rasa's default would need hours
  for all. Each trains in a fresh folder, with nothing kept from before. Ours is `python -m assistant.train`, which checks
  the data first.
- All else is measured on the whole product, trained on all examples, with its action server; Rasa's default is the one
  trained on the few. That is to our disadvantage.
- Ours opens each session with a request of its own, which Rasa's channel has not. The times of turns leave it out; the turns
  per second have it in the time that passes.
- A start ends with the first right answer over HTTP. Files are in the system's cache, as in a restart. Median of {starts}.
- Turn 1, 20, 50 and 100 say the same message, a different one in each of {sessions} sessions; medians."""


def write_page(report: Report, path: Path) -> None:
    """Write `bench.md`, over that of an earlier run."""
    path.write_text("\n".join(_page(report)) + "\n", encoding="utf-8")


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """The figures as a Markdown table."""
    yield "| figure | ours | Rasa default | ratio | bar | met |"
    yield "|---|---:|---:|---:|---|---|"
    for figure in figures:
        theirs = "" if figure.theirs is None else f"{_number(figure.theirs)} {figure.unit}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        bar = _bar_in_words(figure.bar)
        met = {True: "yes", False: "**no**", None: ""}[figure.met]
        yield f"| {figure.title} | {_number(figure.ours)} {figure.unit} | {theirs} | {ratio} | {bar} | {met} |"


def _bar_in_words(bar: Bar | None) -> str:
    if bar is None:
        return ""
    return bar.in_words if bar.on_ratio else f"ours {bar.in_words}"


def _page(report: Report) -> Iterator[str]:
    machine = report.machine
    yield "# Speed"
    yield ""
    yield f"Measured on {report.date} by `make bench`, at commit {machine['commit'] or 'unknown'}."
    yield f"{machine['processors']} x {machine['processor']}, {machine['memory_mib']} MiB of memory, {machine['system']}."
    yield ", ".join(f"{name} {version}" for name, version in machine["versions"].items()) + "."
    yield ""
    yield from table(report.figures)
    yield from _breakdown(report)
    yield from _conditions(report)


def _breakdown(report: Report) -> Iterator[str]:
    parts = report.detail("breakdown", "parts_ms")
    if parts is None:
        return
    yield from ("", "## Where our turn goes", "", "| part | median, ms | share |", "|---|---:|---:|")
    whole = sum(parts.values())
    for part, took in parts.items():
        yield f"| {PARTS_IN_WORDS[part]} | {took:.2f} | {took / whole:.0%} |"
    yield ""
    yield f"{report.detail('breakdown', 'turns')} turns, one client, on a server with a stopwatch around each part."


def _conditions(report: Report) -> Iterator[str]:
    yield from ("", "## How it was measured", "")
    yield HOW.format(
        processors=report.machine["processors"],
        examples=report.detail("training", "examples") or "few",
        starts=len(report.detail("start", "ours") or []) or "several",
        sessions=report.detail("long_sessions", "sessions") or "several",
    )
    before, after = report.load["run"]
    answered = ", ".join(f"{side} {n} ({report.failures[side]} failed)" for side, n in report.turns.items())
    yield f"- Messages answered: {answered}. Load average before the run {before}, after it {after}."
    for side in ("ours", "theirs"):
        training = report.detail("training", side)
        if training is not None:
            yield from _training(side, training, report.machine["processors"])


def _training(side: str, training: Mapping[str, Any], processors: int) -> Iterator[str]:
    who = "Ours" if side == "ours" else "Rasa's default"
    before, after = training["load_before"], training["load_after"]
    yield f"- {who} was trained on {training['date']}, load average {before} before, {after} after."
    if before > BUSY * processors:
        yield "  **The machine was busy then**: compare the time of all processors, or train again on a quiet machine."


def _number(value: float) -> str:
    """Three digits that matter, without an exponent."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
