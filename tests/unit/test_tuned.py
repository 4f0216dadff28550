"""What `make tune` chose, written and read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from assistant.nlu.regression import YesNo
from assistant.nlu.safety_model import MESSAGE_FEATURES
from assistant.nlu.tuned import FILE, SafetyThresholds, Thresholds, Tuned
from nscp.settings import PROJECT

CHOSEN = Tuned(
    meaning_c=20.0,
    wording_c=5.0,
    wording_share=0.6,
    confidence=YesNo(np.array([0.123456789, -2.0]), 0.5),
    topics=Thresholds(answer=np.float64(0.7460301), part=0.9, suggest=0.25),
    help=YesNo(np.array([1.0, 2.0, 3.0]), -1.0),
    line=YesNo(np.array([4.0, 5.0, 6.0]), 1.5),
    safety=SafetyThresholds(help_first=0.8, agreed=0.5, help_line=0.6, line=0.3),
    measured_on=34418,
)


def test_what_is_read_is_what_was_written_with_five_digits(tmp_path: Path) -> None:
    CHOSEN.save(tmp_path / FILE)
    loaded = Tuned.load(tmp_path / FILE)

    assert loaded.topics == Thresholds(answer=0.74603, part=0.9, suggest=0.25)
    assert (loaded.safety, loaded.measured_on) == (CHOSEN.safety, 34418)
    assert (loaded.meaning_c, loaded.wording_c, loaded.wording_share) == (20.0, 5.0, 0.6)
    assert loaded.confidence.weights.tolist() == [0.12346, -2.0]
    assert (loaded.help.weights.tolist(), loaded.help.offset) == ([1.0, 2.0, 3.0], -1.0)
    assert (loaded.line.weights.tolist(), loaded.line.offset) == ([4.0, 5.0, 6.0], 1.5)


def test_what_was_read_is_written_the_same_again(tmp_path: Path) -> None:
    CHOSEN.save(tmp_path / "first.yml")

    Tuned.load(tmp_path / "first.yml").save(tmp_path / "second.yml")

    assert (tmp_path / "second.yml").read_text() == (tmp_path / "first.yml").read_text()


def broken(path: Path, **changes: Any) -> Path:
    CHOSEN.save(path)
    content = {**yaml.safe_load(path.read_text()), **changes}
    path.write_text(yaml.safe_dump({key: value for key, value in content.items() if value is not None}))
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"help": None},
        {"topics": None},
        {"measured_on": None},
        {"temperature": 1.0},
        {"topics": {"answer": 0.7}},
        {"safety": {"help_first": 0.8}},
        {"confidence": 0.5},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_another_shape_is_refused_and_says_what_to_do(tmp_path: Path, changes: dict[str, Any]) -> None:
    path = broken(tmp_path / FILE, **changes)

    with pytest.raises(ValueError, match=r"tuned\.yml is not what `make tune` writes .*Run `make tune`"):
        Tuned.load(path)


def test_an_empty_file_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()

    with pytest.raises(ValueError, match="Run `make tune`"):
        Tuned.load(tmp_path / FILE)


def test_what_the_project_ships_fits_the_models() -> None:
    shipped = Tuned.load(PROJECT / "data" / FILE)

    assert len(shipped.confidence.weights) == 6
    assert len(shipped.help.weights) == len(shipped.line.weights) == MESSAGE_FEATURES
    assert 0 < shipped.topics.suggest <= shipped.topics.answer <= 1
