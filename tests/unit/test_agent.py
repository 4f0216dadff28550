"""The cheaper agent: a model's steps run in order, and its domain is not compared with an empty one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

import assistant.agent
from assistant import nlg
from assistant.agent import SequentialRunner, TrainedDomain, with_model
from assistant.store.lock_store import PromptLockStore
from nscp.settings import PROJECT


@dataclass
class Step:
    """What the runner sees of a node's schema."""

    needs: dict[str, str]


@dataclass
class Schema:
    """What the runner sees of a graph's schema."""

    nodes: dict[str, Step]
    target_names: list[str] = field(default_factory=list)


class Node:
    """Adds its name to all it gets."""

    def __init__(self, name: str, ran: list[str]) -> None:
        self._name = name
        self._ran = ran

    def __call__(self, *given: tuple[str, Any]) -> tuple[str, Any]:
        self._ran.append(self._name)
        return self._name, "+".join([*(value for _, value in given), self._name])


def runner(schema: Schema) -> tuple[SequentialRunner, list[str]]:
    ran: list[str] = []
    return SequentialRunner(schema, {name: Node(name, ran) for name in schema.nodes}), ran  # type: ignore[arg-type]


SCHEMA = Schema(
    {"c": Step({"x": "b", "y": "a"}), "b": Step({"x": "a"}), "a": Step({"x": "message"}), "d": Step({"x": "a"})}, ["c"]
)


def test_each_step_runs_once_and_after_those_it_needs() -> None:
    runs, ran = runner(SCHEMA)

    assert runs.run({"message": "m"}) == {"c": "m+a+b+m+a+c"}
    assert ran == ["a", "b", "c"]


def test_only_what_the_targets_need_is_run() -> None:
    runs, ran = runner(SCHEMA)

    assert runs.run({"message": "m"}, ["d"]) == {"d": "m+a+d"}
    assert ran == ["a", "d"]


def test_a_missing_input_is_an_error() -> None:
    runs, _ = runner(SCHEMA)

    with pytest.raises(KeyError):
        runs.run({})


def test_a_trained_domain_is_the_same_domain() -> None:
    domain = Domain.load(PROJECT / "domain.yml")

    trained = TrainedDomain.from_dict(domain.as_dict())

    assert trained.fingerprint() == domain.fingerprint()
    assert [slot.name for slot in trained.slots] == [slot.name for slot in domain.slots]
    assert not trained.is_empty()


def test_another_model_brings_its_texts_and_domain_and_changes_nothing_of_the_agent_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    domain = Domain.from_dict({"responses": {"utter_other_language": [{"text": "English only."}]}})
    monkeypatch.setattr(assistant.agent, "_load", lambda *_: SimpleNamespace(domain=domain, nlg=None))
    monkeypatch.setattr(nlg, "approved_translations", lambda _: ["Po polsku."])
    before = Agent(lock_store=PromptLockStore())

    after = with_model(before, Path("model"), InMemoryTrackerStore(None), "1.sha")

    assert after.nlg.responses["utter_other_language"][0]["text"] == "English only.\n\nPo polsku."
    assert after.processor.nlg is after.nlg
    assert after.domain is after.tracker_store.domain is domain
    assert after.fingerprint == "1.sha"
    assert after.lock_store is before.lock_store
    assert (before.processor, before.domain, before.nlg.responses) == (None, None, {})
