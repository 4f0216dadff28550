"""Makes Rasa's agent cheaper for each message, without any change to what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rasa.core.agent import Agent
from rasa.engine import loader
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain


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


def speed_up(agent: Agent) -> None:
    """Replace an agent's runner and domain by the two above; without a model nothing happens."""
    if agent.processor is None:
        return
    agent.processor.graph_runner = sequential_runner(agent.processor.model_path, agent.processor.model_filename)
    agent.processor.domain = TrainedDomain.from_dict(agent.processor.domain.as_dict())


def sequential_runner(path: Path, file_name: str) -> GraphRunner:
    """Load a model again: Rasa names its own runner in its code (rasa/core/processor.py, `_load_model`)."""
    with TemporaryDirectory() as folder:
        file = path if path.is_file() else path / file_name
        _, runner = loader.load_predict_graph_runner(Path(folder), file, LocalModelStorage, SequentialRunner)
    return runner
