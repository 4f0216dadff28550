"""Print the lines of product code by folder: no tests, data, docs, blank lines or comments.

A report, not a gate: the aim is that the whole product stays small enough for one person to know.
"""

from __future__ import annotations

from pathlib import Path

FOLDERS = ("nscp", "assistant", "actions", "console", "widget", "setup")
COMMENT = {".py": "#", ".sh": "#", ".js": "//", ".css": "/*", ".html": "<!--"}
AIM = 8000


def lines_of_code(path: Path) -> int:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sum(1 for line in lines if line and not line.startswith(COMMENT[path.suffix]))


def _is_ours(path: Path) -> bool:
    return path.suffix in COMMENT and "node_modules" not in path.parts


def count(root: Path) -> dict[str, int]:
    """Lines by folder, for the folders that exist.

    >>> count(Path("/nowhere"))
    {}
    """
    return {
        folder: sum(map(lines_of_code, filter(_is_ours, (root / folder).rglob("*"))))
        for folder in FOLDERS
        if (root / folder).is_dir()
    }


def main() -> None:
    counts = count(Path(__file__).parent.parent)
    by_folder = ", ".join(f"{folder} {lines:,}" for folder, lines in counts.items())
    print(f"Product code: {sum(counts.values()):,} lines of at most {AIM:,} ({by_folder}).")


if __name__ == "__main__":
    main()
