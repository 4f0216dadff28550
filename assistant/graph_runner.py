"""Runs the steps of a trained model one after another.

Rasa plans its graph anew for every run and hands it to dask, for each message once and for each action once more
(rasa/engine/runner/dask.py). The steps of ours stand in one line, so the plan is made once.
"""

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


class InOrderRunner(GraphRunner):
    """A graph, ready to be run."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        """Set up; `create` makes the nodes.

        Args:
            schema: what needs what.
            nodes: name -> node.
        """
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
    ) -> InOrderRunner:
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
        """Names of the nodes, each after those that it needs."""
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


def run_in_order(agent: Agent) -> None:
    """Let an agent run its model in this way. The model is loaded once more: Rasa names its own runner in its code
    (rasa/core/processor.py, `_load_model`).

    Args:
        agent: with a model; without one nothing happens.
    """
    if agent.processor is None:
        return
    path = agent.processor.model_path
    file = path if path.is_file() else path / agent.processor.model_filename
    with TemporaryDirectory() as folder:
        _, runner = loader.load_predict_graph_runner(Path(folder), file, LocalModelStorage, InOrderRunner)
    agent.processor.graph_runner = runner
