"""Makes Rasa's agent cheaper for each message, without any change to what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.engine import loader
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.exceptions import ModelNotFound
from rasa.model import get_latest_model
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from assistant.nlg import Answers


class SequentialRunner(GraphRunner):
    """Runs the steps of a trained model one after another, by a plan that is made once.

    Rasa plans its graph again for every run and hands it to dask, for each message once and for each action once more
    (rasa/engine/runner/dask.py).
    """

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        """Take the graph and its nodes by name, which `create` makes."""
        self._schema = schema
        self._nodes = nodes
        self._plans: dict[tuple[str, ...], list[str]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> SequentialRunner:
        """Load every node; see `GraphRunner.create`."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Run what the targets need; see `GraphRunner.run`."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = self._plan(wanted)
        found = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in self._plans[wanted]:
            needs = self._schema.nodes[name].needs.values()
            found[name] = self._nodes[name](*(found[need] for need in needs))
        return dict(found[name] for name in wanted)

    def _plan(self, wanted: Sequence[str]) -> list[str]:
        """Return the names of the nodes, each after those that it needs."""
        order: list[str] = []

        def add(name: str) -> None:
            if name not in self._nodes or name in order:
                return
            for need in self._schema.nodes[name].needs.values():
                add(need)
            order.append(name)

        for name in wanted:
            add(name)
        return order


class TrainedDomain(Domain):
    """The domain of a trained model, which is never empty.

    For each message Rasa asks whether it is. It does so by making an empty domain and comparing the two, word for word
    (rasa/core/processor.py, `_check_for_unseen_features`).
    """

    def is_empty(self) -> bool:
        """Return False."""
        return False


class QuickProcessor(MessageProcessor):
    """Rasa's processor with the runner and the domain above."""

    def __init__(self, model_path: Path | str, **options: Any) -> None:
        super().__init__(model_path, **options)
        self.domain: Domain = TrainedDomain.from_dict(self.model_metadata.domain.as_dict())

    @staticmethod
    def _load_model(model_path: Path | str) -> tuple[str, ModelMetadata, GraphRunner]:
        """Load a file, or a folder's newest, with our runner: Rasa names its own in its code."""
        file = model_path if Path(model_path).is_file() else get_latest_model(str(model_path))
        if file is None:
            raise ModelNotFound(f"There is no model in {model_path}.")
        with TemporaryDirectory() as folder:
            metadata, runner = loader.load_predict_graph_runner(
                Path(folder), Path(file), LocalModelStorage, SequentialRunner
            )
        return Path(file).name, metadata, runner


def with_model(agent: Agent, model: Path, store: TrackerStore, fingerprint: str) -> Agent:
    """Return an agent set up as another one is, with a model of its own. Turns that began with the other end with it.

    Rasa's `Agent.load_model` changes an agent in place, so that a turn in progress would end with the texts and the domain
    of another model than it began with.

    Args:
        agent: is not changed; the two share only the lock store.
        model: the file, or a folder whose newest file is loaded.
        store: the new agent's own: its cache holds trackers with the slots of one domain.
        fingerprint: says which model it is; Rasa's `/status` shows it too.

    Raises:
        Exception: of whatever kind, if the model cannot be loaded.
    """
    new = Agent(
        tracker_store=store, lock_store=agent.lock_store, action_endpoint=agent.action_endpoint, fingerprint=fingerprint
    )
    new.processor = _load(new, model)
    new.domain = new.tracker_store.domain = new.processor.domain
    new.nlg = new.processor.nlg = Answers(EndpointConfig(), new.domain)
    return new


def _load(agent: Agent, model: Path) -> QuickProcessor:
    return QuickProcessor(
        model,
        tracker_store=agent.tracker_store,
        lock_store=agent.lock_store,
        generator=agent.nlg,
        action_endpoint=agent.action_endpoint,
    )
