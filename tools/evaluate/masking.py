"""Measures `nscp.masking` on annotated lines: `python -m tools.evaluate.masking [FILE ...]`.

A file is a list of `{text: ..., hide: [{kind: ..., text: ...}]}`; a line without `hide` must stay as it is. Without a file
it is every `tests/masking/held_out*.yml`. Misses go to `reports/masking.md`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nscp.masking import PLACEHOLDERS, clean, find_details, mask
from nscp.masking.name_cues import Sureness, cued_places
from nscp.settings import PROJECT
from nscp.yaml_lines import DataError, YamlFile

HELD_OUT = tuple(sorted((PROJECT / "tests" / "masking").glob("held_out*.yml")))
REPORT = PROJECT / "reports" / "masking.md"

CUED, UNCUED = "whole names found, announced", "whole names found, not announced"
OTHER, PRECISION, UNTOUCHED = "other details found", "masks that are right", "lines without details untouched"
BARS = {CUED: 0.93, UNCUED: 0.80, OTHER: 0.97, PRECISION: 0.97, UNTOUCHED: 0.98}
# Short names of kinds, as some writers of lines use them.
KINDS = {"dob": "date_of_birth", "nhs": "nhs_number", "ni": "ni_number", "card": "card_number", "bank": "bank_details"}
MOST_SWALLOWED = 2  # ordinary words that a right mask may take with it
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
LISTED = re.compile(r"\s?(?:,|&|\+|/|\band\b|\bn\b|,\s?and\b)\s?", re.IGNORECASE)
# May stay open when a writer counted them as part of a name.
TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "pc", "dc", "ds", "sgt", "prof", "judge", "nurse", "auntie", "s"}
)


@dataclass(frozen=True)
class Line:
    """One annotated line.

    Attributes:
        text: what somebody might type.
        hide: kind and text of each detail in it.
        announced: for each of them, whether its writer says that a cue such as "my name is" announces it; None if unsaid.
        place: file and line, for people who look it up.
    """

    text: str
    hide: tuple[tuple[str, str], ...]
    place: str
    announced: tuple[bool | None, ...] = ()


@dataclass(frozen=True)
class Measure:
    """One share, and the cases that lower it, in words."""

    count: int
    n: int
    missed: tuple[str, ...]

    @property
    def share(self) -> float:
        """`count` of `n`, 0 to 1; 1 if there was nothing to count."""
        return self.count / self.n if self.n else 1.0


def load_lines(path: Path) -> list[Line]:
    """Read a file of annotated lines.

    Raises:
        DataError: a line has no text, a kind is unknown, or a detail does not stand in its line.
    """
    file = YamlFile(path)
    lines = []
    for index, entry in enumerate(file.content):
        text = str(entry["text"])
        details = entry.get("hide") or ()
        hide = tuple((KINDS.get(str(detail["kind"]), str(detail["kind"])), str(detail["text"])) for detail in details)
        for kind, detail in hide:
            if kind not in PLACEHOLDERS or detail not in text:
                raise file.error(f"{kind} {detail!r} is no detail of {text!r}", index)
        announced = tuple(detail.get("cue") for detail in details)
        lines.append(Line(text, hide, f"{path.name}:{file.line(index)}", announced))
    return lines


def measure(lines: Sequence[Line]) -> dict[str, Measure]:
    """Return every measure: those of `BARS`, then the share found of each kind."""
    found: dict[str, list[tuple[bool, str]]] = {name: [] for name in (*BARS, *PLACEHOLDERS)}
    for line in lines:
        masked = [(detail.start, detail.end) for detail in find_details(line.text)]
        for index, (kind, text) in enumerate(line.hide):
            case = is_hidden(line.text, kind, text, masked), f"{line.place} {kind} `{text}` in: {mask(line.text)!r}"
            found[kind].append(case)
            says = line.announced[index] if line.announced else None
            announced = is_announced(line.text, text) if says is None else says
            found[OTHER if kind != "name" else CUED if announced else UNCUED].append(case)
        for span in masked:
            where = f"{line.place} `{line.text[slice(*span)]}` in: {line.text!r}"
            found[PRECISION].append((is_right(line, span), where))
        if not line.hide:
            found[UNTOUCHED].append((not masked, f"{line.place} {mask(line.text)!r}"))
    return {
        name: Measure(sum(good for good, _ in cases), len(cases), tuple(where for good, where in cases if not good))
        for name, cases in found.items()
    }


def is_announced(text: str, name: str) -> bool:
    """Tell whether a word such as "my name is" stands before a name, or before the list in which it stands."""
    places = {place for place, confidence in cued_places(text.lower()) if confidence != Sureness.SIGNED_FROM}
    start = text.index(name)
    begins = [start + found.start() for found in re.finditer(r"(?<!\S)\S", name)]
    if any(place in places for place in begins):
        return True
    before = LISTED.search(text[:start][::-1])
    is_listed = before is not None and before.start() == 0
    return is_listed and any(start - 40 <= place < start for place in places)


def is_hidden(text: str, kind: str, detail: str, masked: Sequence[tuple[int, int]]) -> bool:
    """Tell whether nothing telling of a detail is left open: of a name at most a title, of an address at most the town."""
    for place in re.finditer(re.escape(detail), text):
        words = [(place.start() + word.start(), clean(word[0]).lower()) for word in WORD.finditer(detail)]
        open_words = [word for start, word in words if word and not any(first <= start < last for first, last in masked)]
        if kind == "name" and len(open_words) < len(words):
            open_words = [word for word in open_words if word not in TITLES]
        if kind == "address" and 2 * len(open_words) <= len(words):
            open_words = [word for word in open_words if not word.isalpha()]
        if not open_words:
            return True
    return False


def is_right(line: Line, span: tuple[int, int]) -> bool:
    """Tell whether a mask covers a detail and at most two ordinary words beside it."""
    places = [place.span() for _, detail in line.hide for place in re.finditer(re.escape(detail), line.text)]
    touched = [place for place in places if place[0] < span[1] and span[0] < place[1]]
    words = [span[0] + word.start() for word in WORD.finditer(line.text[slice(*span)])]
    swallowed = [word for word in words if not any(start <= word < end for start, end in touched)]
    return bool(touched) and len(swallowed) <= MOST_SWALLOWED


def table(measures: dict[str, Measure]) -> Iterator[str]:
    """Yield the measures as a Markdown table, beside their bars."""
    yield "| measure | share | lines | bar |"
    yield "|---|---|---|---|"
    for name, found in measures.items():
        bar = f"at least {BARS[name]:.0%}" if name in BARS else ""
        if found.n:
            yield f"| {name} | {found.share:.1%} | {found.count} of {found.n} | {bar} |"


def write_report(lines: Sequence[Line], measures: dict[str, Measure], path: Path = REPORT) -> None:
    """Write shares, misses and false alarms for people; the lines are invented, so they may stand there.

    What stands in the page behind the mark `KEPT` stays: what was measured once, by hand.

    Args:
        lines: what was measured on.
        measures: what was measured.
        path: where to; its folder is made.
    """
    hidden = sum(len(line.hide) for line in lines)
    bare = sum(not line.hide for line in lines)
    page = [
        "# How well personal details are masked",
        "",
        f"Measured on {len(lines)} lines with {hidden} details; {bare} of the lines have none and must stay as they are.",
        "A detail is found if nothing telling of it is left; a mask is right if it covers a detail and at most",
        f"{MOST_SWALLOWED} ordinary words beside it. Made by `python -m tools.evaluate.masking`.",
        "",
        *table(measures),
    ]
    for title, names in (("Missed", (OTHER, CUED, UNCUED)), ("False alarms", (PRECISION,))):
        page += ["", f"## {title}", ""]
        page += [f"- {where}" for name in names for where in measures[name].missed] or ["None."]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(page) + "\n" + _kept(path), encoding="utf-8")


KEPT = "\n<!-- measured once -->\n"


def _kept(path: Path) -> str:
    _, mark, kept = (path.read_text(encoding="utf-8") if path.exists() else "").partition(KEPT)
    return mark + kept


def main(arguments: Sequence[str]) -> int:
    """Run the command.

    Returns:
        0 if it was measured, whether or not a bar was missed (`make test` fails on that); 1 if a file cannot be used.
    """
    try:
        lines = [line for path in (map(Path, arguments) if arguments else HELD_OUT) for line in load_lines(path)]
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    measures = measure(lines)
    print("\n".join(table(measures)))
    if not arguments:
        write_report(lines, measures)
        print(f"{len(lines)} lines; misses: {REPORT.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
