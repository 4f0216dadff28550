"""Where the figures of the fault tests go."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.faults import conftest
from tests.running_server import PROJECT

ALL = sorted((PROJECT / "tests" / "faults").glob("test_*.py"))


def written_to(files: list[Path], status: int = 0) -> str:
    session = SimpleNamespace(items=[SimpleNamespace(path=path) for path in files], exitstatus=status)
    return conftest.report_file("faults", session).name  # type: ignore[arg-type]


def test_a_whole_run_renews_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conftest, "SHORTENED", False)

    assert written_to(ALL) == "faults.md"


@pytest.mark.parametrize(
    ("files", "status", "shortened"),
    [(ALL[1:], 0, False), (ALL, 2, False), (ALL, 0, True)],
    ids=["some tests", "stopped", "fewer requests or seconds"],
)
def test_any_other_run_leaves_the_report_as_it_is(
    files: list[Path], status: int, shortened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conftest, "SHORTENED", shortened)

    assert written_to(files, status) == "faults-part.md"
