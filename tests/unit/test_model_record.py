"""The record beside a model: of which file, and of which guide and program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nscp.model_record import GUIDE, PROGRAM, Basis, RecordMissing, read_basis, record_of, sha256_of
from nscp.settings import PROJECT
from tests.models import write_model


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what models rest on."""
    for name in (*GUIDE, *PROGRAM):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, tmp_path / name)
        else:
            shutil.copy(PROJECT / name, tmp_path / name)
    return tmp_path


def test_everything_that_a_model_rests_on_exists() -> None:
    assert all((PROJECT / name).exists() for name in (*GUIDE, *PROGRAM))


@pytest.mark.parametrize(
    ("name", "difference"),
    [
        ("data/guide.yml", "guide"),
        ("data/contacts.yml", "guide"),
        ("config.yml", "program"),
        ("assistant/nlu/decision.py", "program"),
        ("assistant/policies/reply_plan.py", "program"),
        ("requirements.lock", "program"),
    ],
)
def test_a_change_is_a_difference(project: Path, name: str, difference: str) -> None:
    before = Basis.of(project)
    assert before.difference(Basis.of(PROJECT)) is None

    with (project / name).open("a") as file:
        file.write("\n# changed\n")

    assert before.difference(Basis.of(project)) == difference


def test_topics_are_what_a_release_may_change(project: Path) -> None:
    before = Basis.of(project)

    (project / "data" / "topics").mkdir()
    (project / "data" / "topics" / "new.yml").write_text("title: New\n")

    assert before.difference(Basis.of(project)) is None


def test_the_encoder_belongs_to_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Basis.of(PROJECT)

    monkeypatch.setenv("NSCP_ENCODER_MODEL", "/elsewhere.onnx")

    assert before.difference(Basis.of(PROJECT)) == "program"


def test_a_record_is_of_one_file_only(project: Path) -> None:
    model = write_model(project / "nscp.tar.gz", b"model", **{**record_of(PROJECT, PROJECT / "config.yml"), "model": ""})
    with pytest.raises(RecordMissing):
        read_basis(model, sha256_of(model))

    write_model(model, b"model", guide="g", program="p")

    assert read_basis(model, sha256_of(model)) == Basis("g", "p")
    with pytest.raises(RecordMissing):
        read_basis(model, "0" * 64)
