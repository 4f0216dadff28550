"""Print how large the product is, folder by folder, beside the aims. A report, not a gate.

Counted are the Python files that a running process may need: no migrations, tests or tools. A line of code has something on
it besides a comment, and is no part of a docstring.
"""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("actions", "assistant", "console", "nscp")
SMALL = 30  # lines of code
MOST_LINES, MOST_FILES, MOST_DOCSTRINGS = 8_800, 150, 0.20  # aims
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True)
class Count:
    """Lines of code and of docstrings; files with code, and how many of these are small."""

    code: int = 0
    docstrings: int = 0
    files: int = 0
    small: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.code + other.code,
            self.docstrings + other.docstrings,
            self.files + other.files,
            self.small + other.small,
        )

    @property
    def share(self) -> float:
        """Docstring lines for each line of code."""
        return self.docstrings / self.code if self.code else 0.0


def count_file(path: Path) -> Count:
    """Count one file; blank lines count nowhere."""
    with tokenize.open(path) as file:
        text = file.read()
    docstrings = _lines_of_docstrings(ast.parse(text))
    with path.open("rb") as binary:
        tokens = [token for token in tokenize.tokenize(binary.readline) if token.type not in NO_CODE]
    used = {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}
    filled = {number for number, line in enumerate(text.splitlines(), start=1) if line.strip()}
    code = len((used & filled) - docstrings)
    return Count(code, len(docstrings & filled), files=int(code > 0), small=int(0 < code <= SMALL))


def _lines_of_docstrings(tree: ast.Module) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(node):
            lines.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return lines


def count(root: Path) -> dict[str, Count]:
    """Count each folder of a checkout."""
    return {folder: sum(map(count_file, _files(root / folder)), Count()) for folder in FOLDERS}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.relative_to(folder).parts)


def table(counts: dict[str, Count]) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"{'product code':<14}{'code lines':>12}{'files':>8}{f'<= {SMALL} lines':>14}{'docstrings':>12}"
    for folder, found in {**counts, "in total": sum(counts.values(), Count())}.items():
        yield f"{folder:<14}{found.code:>12,}{found.files:>8}{found.small:>14}{found.share:>12.0%}"
    yield f"{'aim':<14}{MOST_LINES:>12,}{MOST_FILES:>8}{'few':>14}{MOST_DOCSTRINGS:>12.0%}"


if __name__ == "__main__":
    print("\n".join(table(count(Path(__file__).resolve().parents[1]))))
