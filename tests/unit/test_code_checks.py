"""What `make check` says of the code itself: where imports point, and how large the product is."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from setup.check_imports import problems
from setup.count_code import Count, count, count_file, table

PROJECT = Path(__file__).resolve().parents[2]


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def test_every_import_of_the_product_points_the_allowed_way() -> None:
    assert list(problems(PROJECT)) == []


@pytest.mark.parametrize("name", ["tools", "tests"])
@pytest.mark.parametrize("folder", ["actions", "assistant", "console", "nscp"])
def test_product_code_that_imports_tools_or_tests_is_refused(tmp_path: Path, folder: str, name: str) -> None:
    write(tmp_path, f"{folder}/page.py", f"def late() -> None:\n    from {name}.seed import turns\n")

    (problem,) = problems(tmp_path)

    assert problem.startswith(f"{folder}/page.py:2: {folder}/ may not import {name}/")


def test_an_import_that_points_back_is_refused_and_one_that_does_not_is_allowed(tmp_path: Path) -> None:
    write(tmp_path, "actions/send.py", "import console.handoffs.outbox\nfrom nscp import settings\nimport assistant\n")
    write(tmp_path, "nscp/texts.py", "from . import guide\nimport os\n")

    (problem,) = problems(tmp_path)

    assert problem == "actions/send.py:3: actions/ may not import assistant/; it may use console and nscp"


def test_docstrings_comments_and_blank_lines_are_no_code(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "page.py",
        '''\
        """Two lines

        of docstring."""

        # a comment
        NAMES = [
            "a",  # behind code

            "b",
        ]


        def f() -> str:
            """One."""
            return """three

        lines"""
        ''',
    )

    assert count_file(path) == Count(code=7, docstrings=3, files=1, small=1)


def test_a_file_without_code_is_no_file_and_a_longer_one_is_not_small(tmp_path: Path) -> None:
    empty = write(tmp_path, "__init__.py", '"""Only words."""\n')
    longer = write(tmp_path, "long.py", "a = 1\n" * 31)

    assert count_file(empty) == Count(docstrings=1)
    assert count_file(longer) == Count(code=31, files=1)


def test_migrations_tests_and_tools_are_not_counted(tmp_path: Path) -> None:
    for name in ("console/app/migrations/0001_initial.py", "tests/test_a.py", "tools/seed.py", "console/app/models.py"):
        write(tmp_path, name, "a = 1\n")

    assert sum(count(tmp_path).values(), Count()) == Count(code=1, files=1, small=1)


def test_the_report_has_a_line_for_each_folder_the_total_and_the_aims() -> None:
    lines = list(table({"actions": Count(700, 140, 10, 2), "console": Count(1300, 260, 20, 5)}))

    assert [line.split() for line in lines[1:]] == [
        ["actions", "700", "10", "2", "20%"],
        ["console", "1,300", "20", "5", "20%"],
        ["in", "total", "2,000", "30", "7", "20%"],
        ["aim", "8,800", "150", "few", "20%"],
    ]
