"""Something to fix in a data file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """Something to fix.

    Attributes:
        path: the file.
        line: from 1.
        what: what is wrong and what to do.
    """

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"
