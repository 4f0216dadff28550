"""The comparison of two models as one HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from tools.evaluate.comparison import ANOTHER_HELP, BETTER, OTHER, WORSE

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #0b0c0c; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid #b1b4b6; }
.number { text-align: right; }
.reasons { border-left: .5rem solid #942514; padding: .1rem 1rem; }
"""
CHANGES = {WORSE: "Worse", BETTER: "Better", OTHER: "Different"}
COLUMNS = ("Message", "Meant", "Before", "After")


def page(found: Mapping[str, Any], old: str, new: str) -> str:
    """Return the page.

    Args:
        found: from `tools.evaluate.comparison.compare`.
        old, new: what the models are called.
    """
    title = f"{escape(new)} compared with {escape(old)}"
    another = [row for row in found["flips"] if row["change"] == ANOTHER_HELP]
    others = [row for row in found["flips"] if row["change"] != ANOTHER_HELP]
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>',
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head><body>',
            f"<h1>{title}</h1><p>On {found['messages']:,} messages that nobody trained a model with.</p>",
            *_reasons(found["reasons"]),
            *_table(f"Another help than before: {len(another):,}", COLUMNS, map(_cells, another)),
            *_table("Measures", ("Measure", "Messages", "Before", "After"), _measures(found["measures"].values())),
            *_table(
                "Topics that changed",
                ("Topic", "Messages", "Gained", "Lost"),
                ((row["title"], f"{row['n']:,}", str(row["gained"]), str(row["lost"])) for row in found["topics"]),
            ),
            *_table(
                f"Messages that are answered differently: {len(others):,}",
                ("", *COLUMNS),
                ((CHANGES[row["change"]], *_cells(row)) for row in others),
            ),
            "</body></html>\n",
        ]
    )


def _cells(row: Mapping[str, str]) -> tuple[str, ...]:
    return row["text"], row["meant"], row["old"], row["new"]


def _measures(measures: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[str]]:
    for row in measures:
        yield row["title"], f"{row['n']:,}", f"{row['old']:.1%}", f"{row['new']:.1%}"


def _reasons(reasons: Sequence[str]) -> Iterator[str]:
    if not reasons:
        yield "<p>Nothing stands against the new model: safety is no worse, and every bar is met as before.</p>"
        return
    yield '<div class="reasons"><h2>Why the new model must not be released</h2><ul>'
    yield from (f"<li>{escape(reason)}</li>" for reason in reasons)
    yield "</ul></div>"


def _table(heading: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    rows = list(rows)
    yield f"<h2>{escape(heading)}</h2>"
    if not rows:
        yield "<p>None.</p>"
        return
    yield "<table><thead><tr>" + "".join(f'<th scope="col">{escape(name)}</th>' for name in columns) + "</tr></thead><tbody>"
    yield from ("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    yield "</tbody></table>"
