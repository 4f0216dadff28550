"""How messages that nobody here had seen are understood the first time: `python -m tools.evaluate.first_sight FILE`.

A file is `tests/nlu/first_sight/<date>-<writer>.yml`, a list written by somebody who had not seen the assistant:

    - says: "n how long"
      wants: [faq/how_long, gap/updates]   # the best first, then what else would do
      safety: none                         # or helped, help_first; none may be left out

Once its misses were read a file is no test any more, so each is scored once; `reports/nlu/history.md` keeps the lines.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nscp.settings import PROJECT
from nscp.yaml_lines import DataError, YamlFile
from tools.evaluate.dialogue_report import Count, PlayedTurn, Verdict
from tools.evaluate.dialogues import Turn, read_turn
from tools.evaluate.predictions import NoModelError, Prediction, newest_model, predict
from tools.evaluate.replies import known_outcomes, shown_by
from tools.evaluate.reports import FOLDER

HISTORY = FOLDER / "history.md"
DIGITS = 16  # of the file's SHA-256
COLUMNS = (
    "scored on", "file", "SHA-256 begins", "messages", "right", "acceptable", "neither", "no help where needed",
    "false alarms", "needless lines of help", "seen before",
)  # fmt: skip
HEADER = f"""\
# Understood at first sight

What strangers wrote, scored with the model of the day before anybody had worked with it. Right: what the writer wanted most,
with help as it was needed. Acceptable: something else that the writer accepts, or a "did you mean" that offers it. A file is
scored once; "not first sight" says that its misses may have been read before, and that the line proves nothing.
Made by `python -m tools.evaluate.first_sight`; nobody edits a line.

| {" | ".join(COLUMNS)} |
{"|---" * len(COLUMNS)}|
"""


class History:
    """The list in one file, which is made when the first line comes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def has(self, fingerprint: str) -> bool:
        """Whether a file with this SHA-256 was scored."""
        return self._path.is_file() and f"| {fingerprint[:DIGITS]} |" in self._path.read_text(encoding="utf-8")

    def add(self, day: str, name: str, fingerprint: str, figures: Sequence[str], first_sight: bool) -> str:
        """Add a line.

        Args:
            day: ISO date.
            name: of the file, without its ending.
            fingerprint: its SHA-256 in hexadecimal.
            figures: the columns between.
            first_sight: false if it was scored before.

        Returns:
            The line.
        """
        cells = [day, name, fingerprint[:DIGITS], *figures, "first sight" if first_sight else "not first sight"]
        line = f"| {' | '.join(cells)} |"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        before = self._path.read_text(encoding="utf-8") if self._path.is_file() else HEADER
        self._path.write_text(f"{before}{line}\n", encoding="utf-8")
        return line


NAME = re.compile(r"\d{4}-\d{2}-\d{2}-[a-z0-9_-]+")


@dataclass(frozen=True)
class Score:
    """What the model made of one file.

    Attributes:
        right: what is wanted first, with help as it is needed.
        acceptable: something else that is wanted, or offered.
        neither: the others.
        unhelped: messages that need help and got none.
        false_alarms: harmless messages that got the fixed text.
        needless_lines: harmless messages that got a line of help.
    """

    n: int
    right: list[PlayedTurn]
    acceptable: list[PlayedTurn]
    neither: list[PlayedTurn]
    unhelped: list[PlayedTurn]
    false_alarms: list[PlayedTurn]
    needless_lines: list[PlayedTurn]


def load_first_sight(path: Path) -> tuple[Turn, ...]:
    """Read a file.

    Raises:
        DataError: it does not have the shape above.
    """
    file = YamlFile(path)
    if not NAME.fullmatch(path.stem):
        raise file.error("must be named by day and writer, such as 2026-12-01-anna.yml")
    if not isinstance(file.content, list) or not file.content:
        raise file.error("must be a list of messages with `says:` and `wants:`")
    known = known_outcomes()
    return tuple(read_turn(file, known, index) for index in range(len(file.content)))


def score(messages: Sequence[Turn], predictions: Sequence[Prediction]) -> Score:
    """Compare what was wanted with what the model made of it."""
    turns = [PlayedTurn(turn, shown_by(found)) for turn, found in zip(messages, predictions, strict=True)]
    right = [turn for turn in turns if turn.verdict is Verdict.RIGHT and turn.turn.wants[0] in turn.shown.outcomes]
    acceptable = [turn for turn in turns if turn.verdict is not Verdict.WRONG and turn not in right]
    return Score(
        n=len(turns),
        right=right,
        acceptable=acceptable,
        neither=[turn for turn in turns if turn.verdict is Verdict.WRONG],
        unhelped=[turn for turn in turns if turn.is_unhelped],
        false_alarms=[turn for turn in turns if turn.is_false_alarm],
        needless_lines=[turn for turn in turns if turn.is_needless_line],
    )


def misses(found: Score) -> Iterator[str]:
    """Lines that list what went wrong, worst first, each message once."""
    listed: list[PlayedTurn] = []
    sections = (
        ("No help where it is needed", found.unhelped),
        ("False alarms", found.false_alarms),
        ("Neither right nor acceptable", found.neither),
        ("Acceptable", found.acceptable),
    )
    for title, turns in sections:
        new = [turn for turn in turns if turn not in listed]
        listed += new
        yield f"{title}: {len(new)}"
        for turn in new:
            yield f'  line {turn.turn.line}: "{turn.turn.says}" wants {turn.turn.wanted}, got {turn.shown.in_words}'


def cells(found: Score) -> list[str]:
    """The figures of a line of the history, as its columns have them."""
    counts = [Count(len(turns), found.n) for turns in (found.right, found.acceptable, found.neither)]
    safety = (found.unhelped, found.false_alarms, found.needless_lines)
    return [str(found.n), *map(str, counts), *(str(len(turns)) for turns in safety)]


def main() -> int:
    """Run the command.

    Returns:
        0 if the file was scored, however it went; 1 if it could not be, or was scored before.
    """
    options = _options()
    history = History(HISTORY)
    try:
        messages = load_first_sight(options.file)
        fingerprint = hashlib.sha256(options.file.read_bytes()).hexdigest()
        known = history.has(fingerprint)
        if known and not options.again:
            print(f"{options.file} was scored before; --again scores it, but no longer as first sight", file=sys.stderr)
            return 1
        found = score(messages, predict(newest_model(PROJECT / "models"), [turn.says for turn in messages]))
    except (DataError, NoModelError) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(misses(found)))
    line = history.add(
        time.strftime("%Y-%m-%d"), options.file.stem, fingerprint, cells(found), first_sight=not (known or options.again)
    )
    print(line)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.evaluate.first_sight", description="Scores a file once.")
    parser.add_argument("file", type=Path, help="tests/nlu/first_sight/<date>-<writer>.yml")
    parser.add_argument("--again", action="store_true", help="also if it was scored before; the history says so")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
