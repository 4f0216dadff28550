"""The conversation tests really test: a wrong story fails (without --e2e Rasa tests no understanding at all)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_a_wrong_story_fails(tmp_path: Path) -> None:
    stories = PROJECT / "tests" / "system" / "wrong_story"
    command = ["-m", "rasa", "test", "core", "--e2e", "--fail-on-prediction-errors", "--stories", stories, "--out", tmp_path]

    result = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode != 0
    assert "predicted a wrong intent" in result.stdout + result.stderr
