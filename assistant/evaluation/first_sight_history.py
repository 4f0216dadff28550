"""The list of files that were scored at first sight: `reports/nlu/history.md`, one line for each time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.evaluation.reports import FOLDER

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
Made by `python -m assistant.evaluation.first_sight`; nobody edits a line.

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
