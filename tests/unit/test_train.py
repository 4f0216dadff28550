"""Data that cannot be trained on: training stops and says where, what runs goes on with the model that is there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from assistant.train import MODEL, main
from nscp.settings import PROJECT
from nscp.training_problems import note, noted


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout's data, without a model."""
    for name in ("data", "domain.yml", "config.yml", "requirements.lock"):
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
        copy(PROJECT / name, tmp_path / name)
    return tmp_path


def with_model(project: Path) -> None:
    (project / MODEL).parent.mkdir()
    (project / MODEL).write_bytes(b"a model")
    os.utime(project / MODEL, (1_793_966_400, 1_793_966_400))


def break_a_topic(project: Path) -> str:
    path = sorted((project / "data" / "topics").rglob("*.yml"))[0]
    path.write_text(path.read_text().replace("title: ", 'title: "', 1))
    return str(path.relative_to(project))


def test_a_mistake_in_one_topic_file_stops_training_and_says_where(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_model(project)
    broken = break_a_topic(project)

    assert main(project, []) == 1
    said = capsys.readouterr().err
    assert f"{broken}:" in said
    assert "Not trained: correct the lines above first." in said


def test_what_runs_goes_on_with_the_model_that_is_there_and_knows_why(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_model(project)
    broken = break_a_topic(project)

    assert main(project, ["--or-keep"]) == 0
    said = capsys.readouterr().err
    assert f"{broken}:" in said
    assert "The assistant goes on with the model of 6 November 2026, " in said
    assert noted(project)[0].startswith(f"{broken}:")


def test_without_any_model_nothing_can_run(project: Path) -> None:
    break_a_topic(project)

    assert main(project, ["--or-keep"]) == 1


@pytest.mark.parametrize("typo", ["none", "{utter_faq/x: no list}", "{utter_faq/x: [no text]}"])
def test_answers_of_another_shape_are_named_and_stop_nothing_that_runs(
    project: Path, capsys: pytest.CaptureFixture[str], typo: str
) -> None:
    with_model(project)
    path = sorted((project / "data" / "replies").glob("*.yml"))[0]
    path.write_text(f"responses: {typo}\n")

    assert main(project, ["--or-keep"]) == 0
    assert "Not trained" in capsys.readouterr().err


def test_a_training_that_fits_the_data_forgets_what_stopped_the_one_before(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(project, ["data/topics/x.yml:1: is broken"])
    monkeypatch.setattr("assistant.train.is_trained", lambda _: True)

    assert main(project, []) == 0
    assert noted(project) == []


def test_what_the_pipeline_does_not_read_is_named_before_training(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "data" / "nlu.yml"
    path.write_text('version: "3.1"\nnlu:\n- regex: reference\n  examples: |\n    - [A-Z]+\n')
    monkeypatch.setattr("assistant.train.train", lambda _: True)

    assert main(project, []) == 0
    assert f"note: {path}:3: no part of this pipeline reads a regex" in capsys.readouterr().err
