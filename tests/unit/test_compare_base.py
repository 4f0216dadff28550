"""What the model of now can be compared with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.evaluate import compare_base
from tools.evaluate.compare_base import NoBaseError, model_of


def test_a_models_file_is_taken_as_it_is(tmp_path: Path) -> None:
    model = tmp_path / "older.tar.gz"
    model.touch()

    assert model_of(str(model), tmp_path) == model


def test_a_base_that_is_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoBaseError, match="is no file, and git knows no such commit"):
        model_of("no-such-branch", tmp_path)


def test_the_data_of_a_commit_is_trained_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained = []

    def train(command: list[str], **_: object) -> object:
        project, out = Path(command[-3]), Path(command[-1])
        trained.append(sorted(path.name for path in project.iterdir()))
        assert (project / "data" / "guide.yml").is_file()
        out.parent.mkdir()
        out.write_bytes(b"a model")
        return done

    class done:
        returncode = 0

    run = compare_base.subprocess.run
    monkeypatch.setattr(
        compare_base.subprocess, "run", lambda command, **how: train(command) if "-m" in command else run(command, **how)
    )

    first, second = model_of("HEAD", tmp_path), model_of("HEAD", tmp_path)

    assert first == second
    assert first.read_bytes() == b"a model"
    assert trained == [["config.yml", "data", "domain.yml"]]
