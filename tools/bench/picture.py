"""Draws the run: ratios against their bars, the cost of a turn as a session grows, and the parts of our turn."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas

from tools.bench.figures import Figure
from tools.bench.page import PARTS_IN_WORDS
from tools.bench.report import Report
from tools.bench.talkers import DEFAULT, OURS

MET, MISSED, PLAIN = "C2", "C3", "C7"


def draw(report: Report, path: Path) -> None:
    """Draw what there is.

    Args:
        report: the run.
        path: the PNG to write.
    """
    canvas = Canvas(figsize=(11, 14))
    ratios, growth, parts = canvas.subplots(3, 1, gridspec_kw={"height_ratios": (3, 2, 2)})
    _draw_ratios(ratios, [figure for figure in report.figures if figure.ratio])
    _draw_growth(growth, report.detail("long_sessions", "ms_by_turn"))
    _draw_parts(parts, report.detail("breakdown", "parts_ms"))
    canvas.tight_layout()
    FigureCanvasAgg(canvas).print_png(str(path))


def _draw_ratios(axes: Axes, figures: list[Figure]) -> None:
    axes.set_title("Ours divided by Rasa's default (black mark: the bar)")
    axes.set_xscale("log")
    for row, figure in enumerate(figures):
        ratio = figure.ratio or 1.0
        axes.barh(row, ratio - 1, left=1, color={True: MET, False: MISSED, None: PLAIN}[figure.met])
        axes.annotate(
            f"{ratio:.2f}",
            (ratio, row),
            xytext=(4 if ratio > 1 else -4, 0),
            textcoords="offset points",
            ha="left" if ratio > 1 else "right",
            va="center",
        )
        if figure.bar is not None and figure.bar.on_ratio:
            axes.plot([figure.bar.bound] * 2, [row - 0.45, row + 0.45], color="black", linewidth=2)
    axes.axvline(1, color="0.5", linewidth=1)
    axes.set_yticks(range(len(figures)))
    axes.set_yticklabels([figure.title for figure in figures])
    axes.invert_yaxis()
    ticks = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
    axes.set_xticks(ticks)
    axes.set_xticklabels([f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    lowest, highest = (pick([1.0, *(figure.ratio or 1.0 for figure in figures)]) for pick in (min, max))
    axes.set_xlim(lowest / 1.6, highest * 1.6)
    axes.grid(axis="x", color="0.9")
    axes.set_axisbelow(True)


def _draw_growth(axes: Axes, curve: dict[str, list[float]] | None) -> None:
    axes.set_title("What a turn costs as a session grows (median)")
    axes.set_xlabel("turn of the session")
    axes.set_ylabel("ms")
    for side, colour, label in ((OURS, "C0", "ours"), (DEFAULT, "C1", "Rasa's default")):
        if curve:
            axes.plot(range(1, len(curve[side]) + 1), curve[side], color=colour, label=label)
    if curve:
        axes.legend()
    axes.set_ylim(bottom=0)
    axes.grid(color="0.9")


def _draw_parts(axes: Axes, parts: dict[str, float] | None) -> None:
    axes.set_title("Where our turn goes (median)")
    axes.set_xlabel("ms")
    names = list(parts or {})
    axes.barh(names, [parts[name] for name in names] if parts else [], color="C0")
    axes.set_yticks(range(len(names)))
    axes.set_yticklabels([PARTS_IN_WORDS[name] for name in names])
    axes.invert_yaxis()
    axes.grid(axis="x", color="0.9")
    axes.set_axisbelow(True)
