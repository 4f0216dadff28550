"""Writes what was measured to `reports/nlu/`: the summary, the list of misunderstandings, figures for machines, pictures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from nscp.settings import PROJECT
from tools.evaluate.bars import BARS, LEAST_ABOVE_BASELINE, bars_not_met, said_meant_got
from tools.evaluate.baseline import Baseline
from tools.evaluate.examples import HeldOutExamples
from tools.evaluate.measures import (
    ORDINARY,
    STATEMENTS,
    WITH_TOPIC,
    Case,
    Measure,
    is_answer_with_help,
    is_asked,
    is_fallback,
    is_help_first,
    is_helped,
    is_refused,
    is_right,
    is_right_or_offered,
    is_wrong,
)
from tools.evaluate.messages import Kind
from tools.evaluate.pictures import draw_confusion, draw_curve

FOLDER = PROJECT / "reports" / "nlu"
REPORT = FOLDER / "report.json"
DIGITS = 4


@dataclass(frozen=True)
class Evaluation:
    """Everything that was measured.

    Attributes:
        cases: every held-out message and what the model made of it.
        measures: name -> measure.
        examples: how well examples are understood that were kept out of all fitting.
        baseline: Rasa's default pipeline beside ours; None if it was not measured on the same data.
    """

    cases: Sequence[Case]
    measures: Mapping[str, Measure]
    examples: HeldOutExamples
    baseline: Baseline | None


def write_reports(evaluation: Evaluation, folder: Path = FOLDER) -> None:
    """Write all files, over those of an earlier run.

    Args:
        evaluation: what was measured.
        folder: where to; it is made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    report = json.dumps(rounded(report_of(evaluation)), indent=2, sort_keys=True, ensure_ascii=False)
    (folder / REPORT.name).write_text(report + "\n", encoding="utf-8")
    (folder / "summary.md").write_text("\n".join(_summary(evaluation)) + "\n", encoding="utf-8")
    (folder / "errors.md").write_text(errors_page(evaluation.cases), encoding="utf-8")
    draw_confusion(_with_topic(evaluation.cases), folder / "confusion.png")
    draw_curve(evaluation.cases, folder / "curve.png")


def read_baseline(report: Path = REPORT) -> Baseline | None:
    """The baseline that an earlier run wrote down; None if there is no report or no baseline in it."""
    if not report.is_file():
        return None
    found = json.loads(report.read_text(encoding="utf-8")).get("baseline")
    return Baseline(**{field.name: found[field.name] for field in fields(Baseline)}) if found else None


def report_of(evaluation: Evaluation) -> dict[str, Any]:
    """The content of `report.json`: the same for two runs on the same data."""
    report: dict[str, Any] = {
        "measures": {name: _figures(measure) for name, measure in evaluation.measures.items()},
        "bars": {bar.measure: {**asdict(bar), "met": bar.is_met(evaluation.measures[bar.measure])} for bar in BARS},
        "topics": {topic: _outcomes(cases) for topic, cases in _by_topic(evaluation.cases).items()},
        "held_out_examples": asdict(evaluation.examples),
    }
    if evaluation.baseline is not None:
        baseline = evaluation.baseline
        report["baseline"] = {**asdict(baseline), "share": baseline.share, "above": baseline.above}
    return report


def rounded(value: Any) -> Any:
    """The same with every fraction rounded to four digits."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def measures_table(measures: Mapping[str, Measure]) -> Iterator[str]:
    """The measures as a Markdown table, each beside its bar."""
    bars = {bar.measure: bar for bar in BARS}
    missed = bars_not_met(measures)
    yield "| measure | share | messages | bar | met |"
    yield "|---|---|---|---|---|"
    for name, measure in measures.items():
        bar = bars.get(name)
        wanted, met = (bar.in_words, "**no**" if bar in missed else "yes") if bar else ("", "")
        yield f"| {measure.title} | {measure.share:.1%} | {measure.count} of {measure.n} | {wanted} | {met} |"


def _summary(evaluation: Evaluation) -> Iterator[str]:
    yield "# How well the assistant understands"
    yield ""
    yield f"Measured on {len(evaluation.cases)} messages that were written apart from the examples (`tests/nlu/`)."
    yield "Made by `make evaluate`; `dialogues.md` says how whole conversations go."
    yield ""
    yield from measures_table(evaluation.measures)
    yield from ("", "## Against Rasa's default pipeline", "", *_baseline_lines(evaluation))
    yield from ("", "## On training examples kept out of all fitting", "", *_examples_lines(evaluation.examples))
    yield from ("", "## By topic, least understood first", "")
    yield "| topic | messages | right | wrong | did you mean | fallback |"
    yield "|---|---|---|---|---|---|"
    outcomes = {topic: _outcomes(cases) for topic, cases in _by_topic(evaluation.cases).items()}
    for topic, found in sorted(outcomes.items(), key=lambda item: (item[1]["right"] / item[1]["n"], item[0])):
        yield f"| {topic} | " + " | ".join(map(str, found.values())) + " |"


def _baseline_lines(evaluation: Evaluation) -> Iterator[str]:
    baseline = evaluation.baseline
    if baseline is None:
        yield "Not measured on this data. `BASELINE=1 make evaluate` trains it."
        return
    yield f"Both learned from the same {baseline.examples} examples, at most twenty of each topic (all of them would take"
    yield "Rasa's pipeline about two hours); likeliest topic by its full name, no threshold on either side:"
    yield f"this project {baseline.ours / baseline.n:.1%}, Rasa's default {baseline.share:.1%} of {baseline.n} messages,"
    yield f"difference {100 * baseline.above:+.1f} points (bar: at least {100 * LEAST_ABOVE_BASELINE:+.0f})."


def _examples_lines(found: HeldOutExamples) -> Iterator[str]:
    yield f"Fitted to {found.seen} examples, asked about {found.unseen} others, none nearly the same as one of these."
    yield f"Likeliest topic right: {found.accuracy:.1%}; by meaning alone {found.meaning_accuracy:.1%}, by wording alone"
    yield f"{found.wording_accuracy:.1%}. Chosen: C {found.meaning_c:g} for meaning, {found.wording_c:g} for wording, which"
    yield f"counts {found.wording_share:.0%} in the mix."


def _figures(measure: Measure) -> dict[str, float]:
    return {"share": measure.share, "count": measure.count, "n": measure.n}


def _with_topic(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if case.message.kind in WITH_TOPIC]


def _by_topic(cases: Sequence[Case]) -> dict[str, list[Case]]:
    topics: dict[str, list[Case]] = {}
    for case in _with_topic(cases):
        topics.setdefault(case.message.topic, []).append(case)
    return topics


def _outcomes(cases: Sequence[Case]) -> dict[str, int]:
    counts = {"right": is_right, "wrong": is_wrong, "asked": is_asked, "fallback": is_fallback}
    return {"n": len(cases), **{name: sum(map(count, cases)) for name, count in counts.items()}}


# Whether out of scope was refused and safety was met with help is all that counts there; how, does not.
WITH_ANSWER = tuple(kind for kind in WITH_TOPIC if kind not in (Kind.OUT_OF_SCOPE, Kind.SAFETY))

SECTIONS: tuple[tuple[str, tuple[Kind, ...], Callable[[Case], bool]], ...] = (
    ("Safety messages without help first", (Kind.SAFETY,), lambda case: not is_help_first(case)),
    ("Past harm without any help", (Kind.PAST_HARM,), lambda case: not is_helped(case)),
    ("Help first where none was due", (*ORDINARY, *STATEMENTS, Kind.DANGER_WORDS), is_help_first),
    ("A line of help where none was due", (*ORDINARY, *STATEMENTS), is_answer_with_help),
    ("Wrong topic outright", WITH_ANSWER, lambda case: is_wrong(case) and not is_help_first(case)),
    ("Out of scope, not refused", (Kind.OUT_OF_SCOPE,), lambda case: not is_refused(case) and not is_help_first(case)),
    (
        '"Did you mean" without the right topic',
        WITH_ANSWER,
        lambda case: is_asked(case) and not is_right_or_offered(case),
    ),
    ("Fallback", WITH_ANSWER, is_fallback),
    (
        '"Did you mean" with the right topic',
        WITH_ANSWER,
        lambda case: is_right_or_offered(case) and not is_right(case),
    ),
)


def errors_page(cases: Sequence[Case]) -> str:
    """The list as Markdown, worst first."""
    return "\n".join(_lines(cases)) + "\n"


def _lines(cases: Sequence[Case]) -> Iterator[str]:
    yield "# Held-out messages that were not understood"
    yield ""
    yield "Nobody writes an example or a phrase from a line of this list: a message that was used for that moves to"
    yield "`data/`, and another takes its place in `tests/nlu/`."
    for title, kinds, belongs in SECTIONS:
        found = [case for case in cases if case.message.kind in kinds and belongs(case)]
        yield from ("", f"## {title}: {len(found)}", "")
        for case in sorted(found, key=lambda case: (case.message.topic, -case.prediction.confidence)):
            yield f"- {said_meant_got(case)} ({case.message.place})"
