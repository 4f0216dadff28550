"""The conversation tests really test: a wrong story fails (without --e2e Rasa tests no understanding at all)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
RIGHT_STORY = """version: "3.1"
stories:
- story: hello
  steps:
  - user: hello
    intent: greet
  - action: utter_greet
"""


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


def test_the_reports_of_a_right_story_are_named_after_our_policy(tmp_path: Path) -> None:
    (tmp_path / "test_right.yml").write_text(RIGHT_STORY, encoding="utf-8")
    command = ["-m", "rasa", "test", "core", "--e2e", "--stories", tmp_path / "test_right.yml", "--out", tmp_path / "out"]

    subprocess.run(
        [sys.executable, *map(str, command)], cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, check=True
    )

    assert {path.name.split("_")[0] for path in (tmp_path / "out").glob("*Policy_*")} == {"ReplyPlanPolicy"}
