"""What was learned is kept, and learned again only when it has to be."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource

from assistant.nlu.saved_component import MOST_CACHED, SavedComponent

RESOURCE = Resource("learner")


class Learner(SavedComponent):
    """Learns by writing down the examples."""

    learned = ""
    times = 0

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    @classmethod
    def files_read(cls, config: dict[str, Any]) -> list[Path]:
        return [Path(config["data"]) / "read.yml"]

    def train(self, examples: str) -> Learner:
        def write(folder: Path) -> None:
            self.times += 1
            (folder / "learned.txt").write_text(examples)

        self.learn(examples, write)
        return self

    def restore(self, folder: Path) -> None:
        self.learned = (folder / "learned.txt").read_text()


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Learner]:
    """Makes learners, each with a model of its own as for each training; what they keep is shared."""
    monkeypatch.setenv("NSCP_VAR", str(tmp_path / "var"))
    (tmp_path / "data").mkdir()
    for name in ("read.yml", "encoder_adapter.npz"):
        (tmp_path / "data" / name).write_text("one")
    numbers = count(1)

    def make() -> Learner:
        model = tmp_path / f"model {next(numbers)}"
        model.mkdir()
        context = ExecutionContext(GraphSchema({}), node_name="learner")
        return Learner({"data": str(tmp_path / "data")}, LocalModelStorage.create(model), RESOURCE, context)

    return make


def test_the_same_examples_are_learned_once(new: Callable[[], Learner]) -> None:
    first, second = new().train("examples"), new().train("examples")

    assert (first.times, second.times) == (1, 0)
    assert (first.learned, second.learned) == ("examples", "examples")


def test_what_was_learned_is_in_the_model_either_way(new: Callable[[], Learner], tmp_path: Path) -> None:
    for model in ("model 1", "model 2"):
        new().train("examples")

        assert (tmp_path / model / RESOURCE.name / "learned.txt").read_text() == "examples"


def test_other_examples_are_learned_again(new: Callable[[], Learner]) -> None:
    new().train("examples")

    second = new().train("others")

    assert (second.times, second.learned) == (1, "others")


@pytest.mark.parametrize("file", ["read.yml", "encoder_adapter.npz"])
def test_the_same_examples_are_learned_again_when_a_file_changes_that_they_rest_on(
    new: Callable[[], Learner], tmp_path: Path, file: str
) -> None:
    new().train("examples")
    (tmp_path / "data" / file).write_text("two")

    assert new().train("examples").times == 1


@pytest.mark.parametrize(("file", "times"), [("read.yml", 0), ("encoder_adapter.npz", 1)])
def test_a_part_is_learned_again_only_when_what_it_rests_on_itself_changes(
    new: Callable[[], Learner], tmp_path: Path, file: str, times: int
) -> None:
    learned: list[str] = []

    def write(folder: Path) -> None:
        learned.append("part")
        (folder / "part.txt").write_text("part")

    for number in range(2):
        part = tmp_path / f"part {number}"
        part.mkdir()
        new().fill(part, "part", "examples", write)
        assert (part / "part.txt").read_text() == "part"
        (tmp_path / "data" / file).write_text("two")

    assert len(learned) == 1 + times


def test_the_same_examples_are_learned_again_with_another_encoder(
    new: Callable[[], Learner], monkeypatch: pytest.MonkeyPatch
) -> None:
    new().train("examples")
    monkeypatch.setenv("NSCP_ENCODER_MODEL", "other.onnx")
    monkeypatch.setenv("NSCP_ENCODER_SHA256", "0" * 64)

    assert new().train("examples").times == 1


def test_going_back_to_earlier_examples_costs_nothing(new: Callable[[], Learner]) -> None:
    for examples in ("one", "two"):
        new().train(examples)

    back = new().train("one")

    assert (back.times, back.learned) == (0, "one")


def test_only_the_newest_few_are_kept(new: Callable[[], Learner], tmp_path: Path) -> None:
    for number in range(MOST_CACHED + 2):
        new().train(f"examples {number}")

    assert len(list((tmp_path / "var" / "training" / "Learner").iterdir())) == MOST_CACHED
    assert new().train(f"examples {MOST_CACHED + 1}").times == 0
    assert new().train("examples 0").times == 1


def test_what_was_not_learned_to_the_end_is_not_kept(new: Callable[[], Learner], tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "learned.txt").write_text("half")
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        new().learn("examples", fail)

    assert new().train("examples").learned == "examples"


def test_two_trainings_may_learn_the_same_at_the_same_time(new: Callable[[], Learner], tmp_path: Path) -> None:
    def be_overtaken(folder: Path) -> None:
        new().train("examples")
        (folder / "learned.txt").write_text("examples")

    new().learn("examples", be_overtaken)

    assert new().train("examples").times == 0
    assert len(list((tmp_path / "var" / "training" / "Learner").iterdir())) == 1
