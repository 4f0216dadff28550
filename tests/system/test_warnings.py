"""What `make run` and `make shell` start says nothing but what is worth reading."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from nscp.warning_filters import ignore_known_warnings

PROJECT = Path(__file__).parents[2]
WITH_FILTERS = "nscp.warning_filters"


def start(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("process", ["rasa", "actions"])
def test_a_process_of_make_run_imports_rasa_without_a_warning(process: str) -> None:
    line = next(line for line in (PROJECT / "Procfile").read_text().splitlines() if line.startswith(f"{process}:"))
    words = shlex.split(line.partition(":")[2])
    module = words.index(WITH_FILTERS) + 1

    ran = start(sys.executable, "-m", WITH_FILTERS, words[module], "--help")

    assert ran.returncode == 0
    assert "usage" in ran.stdout
    assert ran.stderr == ""


def test_make_shell_starts_rasa_without_warnings() -> None:
    recipe = re.search(r"^shell:.*?\n\n", (PROJECT / "Makefile").read_text(), re.DOTALL | re.MULTILINE)
    assert recipe
    assert f"{WITH_FILTERS} rasa shell" in recipe[0]


def test_a_warning_that_is_not_named_is_still_shown(tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("import warnings\nwarnings.warn('take care', UserWarning)\nprint(__name__)\n")
    command = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv[1:] = ['other']; import {WITH_FILTERS} as w; w.main()"
    )

    ran = start(sys.executable, "-c", command)

    assert ran.stdout == "__main__\n"
    assert "UserWarning: take care" in ran.stderr


@pytest.mark.parametrize(
    ("message", "category"),
    [
        ("the load_module() method is deprecated and slated for removal", DeprecationWarning),
        ("Slot auto-fill has been removed in 3.0 and replaced with a new mechanism", UserWarning),
    ],
)
def test_warnings_that_come_with_a_model_are_ignored(message: str, category: type[Warning]) -> None:
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        ignore_known_warnings()
        warnings.warn(message, category, stacklevel=1)
        warnings.warn(f"not {message}", category, stacklevel=1)

    assert [str(warning.message) for warning in shown] == [f"not {message}"]
