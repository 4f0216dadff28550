"""Refuse an import that points the wrong way: the product may import only what is named below, and never tools or tests."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

# Folder -> what it may import of the others.
ALLOWED: dict[str, frozenset[str]] = {
    "nscp": frozenset(),
    "assistant": frozenset({"nscp"}),
    "console": frozenset({"nscp"}),
    "actions": frozenset({"nscp", "console"}),
}
OURS = frozenset({*ALLOWED, "tools", "tests"})


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and top-level name of every import, also of those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.partition(".")[0]


def problems(root: Path) -> Iterator[str]:
    """Yield one line for each wrong import below a folder that holds the product."""
    for folder, allowed in ALLOWED.items():
        forbidden = OURS - allowed - {folder}
        for path in sorted((root / folder).rglob("*.py")):
            for line, name in imports(ast.parse(path.read_text(encoding="utf-8"))):
                if name in forbidden:
                    may = " and ".join(sorted(allowed)) or "none of the others"
                    yield f"{path.relative_to(root)}:{line}: {folder}/ may not import {name}/; it may use {may}"


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    found = list(problems(Path(__file__).resolve().parents[1]))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
