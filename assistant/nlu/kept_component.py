"""What the trained components of the pipeline share: a folder in the model, which they fill and read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from assistant.nlu.fingerprints import fingerprint_of

_Component = TypeVar("_Component", bound="KeptComponent")


class KeptComponent(GraphComponent):
    """A component with a folder in the model. `train` writes into it, `restore` reads it."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, context: ExecutionContext) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when a file changes that the class's own source does not show (Rasa fingerprints only that)."""
        return fingerprint_of(("assistant/nlu", "nscp"), cls.files_read({**cls.get_default_config(), **config}))

    @classmethod
    def files_read(cls, config: dict[str, Any]) -> list[Path]:
        """Files besides Rasa's training data that the class reads in training."""
        return []

    @classmethod
    def create(
        cls: type[_Component],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Component:
        """Make one that has learned nothing yet."""
        return cls(config, model_storage, resource, execution_context)

    @classmethod
    def load(
        cls: type[_Component],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> _Component:
        """Make one that knows what was kept."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component.restore(folder)
        return component

    def restore(self, folder: Path) -> None:
        """Read what `train` wrote into its folder."""
        raise NotImplementedError
