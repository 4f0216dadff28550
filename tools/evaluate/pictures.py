"""The two pictures of the report: which topics are taken for which, and the price of fewer wrong answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tools.evaluate.bars import BARS
from tools.evaluate.measures import Case, is_asked, is_right, is_wrong
from tools.evaluate.messages import Kind

STEPS = 200


@dataclass(frozen=True)
class CurvePoint:
    """What one threshold would do.

    Attributes:
        threshold: how sure the assistant would have to be to answer, 0 to 1.
        wrong: share of messages answered with another topic.
        asked: share of messages answered with "did you mean".
    """

    threshold: float
    wrong: float
    asked: float


def curve_of(cases: Sequence[Case]) -> tuple[CurvePoint, ...]:
    """Move the answer threshold from 0 to 1.

    What falls back today would still fall back wherever it is not answered. A message that is answered for another
    reason than being sure (small talk; clear parts of a message that is not clear as a whole) goes by confidence alone
    here, so the curve may pass a little beside today's measured point.

    Args:
        cases: at least one.
    """
    return tuple(_point(cases, step / STEPS) for step in range(STEPS + 1))


def _point(cases: Sequence[Case], threshold: float) -> CurvePoint:
    answered = [case for case in cases if case.prediction.confidence >= threshold]
    wrong = sum(case.prediction.ranking[0] not in case.message.topics for case in answered)
    fallen = sum(case.prediction.is_fallback and case.prediction.confidence < threshold for case in cases)
    return CurvePoint(threshold, wrong / len(cases), (len(cases) - len(answered) - fallen) / len(cases))


ASKED, FALLBACK = "did you mean", "fallback"
DARK = 0.5  # from here on a cell is so dark that its number is written in white
LABELLED = (0.5, 0.7, 0.8, 0.9)  # thresholds marked on the curve


def draw_confusion(cases: Sequence[Case], path: Path) -> None:
    """Draw what each topic's messages were taken for, all held-out messages together. Another right topic is drawn as right.

    Args:
        cases: at least one.
        path: the PNG to write.
    """
    topics = sorted({case.message.topic for case in cases} | {_got(case) for case in cases} - {ASKED, FALLBACK})
    got = [*topics, ASKED, FALLBACK]
    counts = np.zeros((len(topics), len(got)), dtype=int)
    for case in cases:
        counts[topics.index(case.message.topic), got.index(_got(case))] += 1
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)

    figure = Figure(figsize=(22, 21), layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "white" if shares[row, column] >= DARK else "black"
        axes.text(column, row, counts[row, column], ha="center", va="center", color=colour, fontsize=8)
    axes.set_xticks(range(len(got)), got, rotation=90, fontsize=9)
    axes.set_yticks(range(len(topics)), topics, fontsize=9)
    axes.set_xticks(np.arange(len(got)) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(topics)) - 0.5, minor=True)
    axes.grid(which="minor", color="0.9", linewidth=0.5)
    axes.tick_params(which="minor", length=0)
    axes.set_xlabel("got", fontsize=12)
    axes.set_ylabel("meant", fontsize=12)
    axes.set_title("Held-out messages: meant and got (number of messages; the darker, the larger its share of the row)")
    _save(figure, path)


def draw_curve(cases: Sequence[Case], path: Path) -> None:
    """Draw wrong answers against "did you mean" as the answer threshold moves.

    Args:
        cases: at least one answerable and one gap message.
        path: the PNG to write.
    """
    figure = Figure(figsize=(9, 6), layout="constrained")
    axes = figure.add_subplot()
    for kind, colour, label in ((Kind.ANSWERABLE, "C0", "answerable"), (Kind.GAP, "C1", "gap")):
        _draw_kind(axes, [case for case in cases if case.message.kind is kind], colour, label)
    bounds = {bar.measure: bar.bound for bar in BARS}
    axes.axvline(100 * bounds["answerable_asked"], color="0.5", linestyle="--", linewidth=1)
    axes.axhline(
        100 * bounds["answerable_wrong"], color="0.5", linestyle="--", linewidth=1, label="bars for answerable messages"
    )
    axes.set_xlim(0, 60)
    axes.set_ylim(bottom=0)
    axes.set_xlabel('"did you mean", % of messages')
    axes.set_ylabel("wrong topic outright, % of messages")
    axes.set_title("What another answer threshold would do (numbers on the lines: the threshold)")
    axes.legend()
    axes.grid(color="0.9")
    _save(figure, path)


def _draw_kind(axes: Axes, cases: Sequence[Case], colour: str, label: str) -> None:
    points = curve_of(cases)
    axes.plot([100 * p.asked for p in points], [100 * p.wrong for p in points], color=colour, label=label)
    for point in points:
        if point.threshold in LABELLED:
            at = (100 * point.asked, 100 * point.wrong)
            axes.plot(*at, marker=".", color=colour)
            axes.annotate(f"{point.threshold:.1f}", at, xytext=(4, 4), textcoords="offset points", color=colour)
    asked, wrong = (100 * sum(map(counts, cases)) / len(cases) for counts in (is_asked, is_wrong))
    axes.plot(asked, wrong, marker="*", markersize=14, linestyle="none", color=colour, label=f"{label}: today")


def _got(case: Case) -> str:
    if is_right(case):
        return case.message.topic
    return case.prediction.topic or (ASKED if is_asked(case) else FALLBACK)


def _save(figure: Figure, path: Path) -> None:
    FigureCanvasAgg(figure).print_png(str(path))
