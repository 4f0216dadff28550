"""What the trained components of the pipeline share: a folder in the model, which they fill and read again."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from assistant.nlu.encoder.adapter import FILE as ADAPTER_FILE
from nscp.settings import PROJECT, Settings

FOLDERS = ("assistant/nlu", "assistant/nlu/encoder", "nscp")  # all modules: a list of those needed is soon incomplete
MOST_CACHED = 3  # of one component, so that going back to earlier examples costs nothing
_Component = TypeVar("_Component", bound="SavedComponent")


class SavedComponent(GraphComponent):
    """A component with a folder in the model. `train` writes into it, `restore` reads it."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, context: ExecutionContext) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the default settings: where the project's data is."""
        return {"data": "data"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when a file changes that the class's own source does not show (Rasa fingerprints only that).

        The encoder and its adapter count too: examples are told apart by their texts, not by their vectors
        (assistant/nlu/examples.py).
        """
        config = {**cls.get_default_config(), **config}
        return _fingerprint([*cls.files_read(config), Path(config["data"]) / ADAPTER_FILE])

    @classmethod
    def files_read(cls, config: dict[str, Any]) -> list[Path]:
        """Return the files besides Rasa's training data that the class reads in training."""
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
        """Make one that has read what was learned."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component.restore(folder)
        return component

    def restore(self, folder: Path) -> None:
        """Read what `train` wrote into its folder."""
        raise NotImplementedError

    def learn(self, examples: str, write: Callable[[Path], None]) -> Resource:
        """Fill the component's folder and read it.

        What was learned is cached in `var/training` under a hash of all that it depends on. Rasa trains a component again
        when an answer's text changes, since answers are training data to it
        (rasa/shared/nlu/training_data/training_data.py, `fingerprint`); then nothing is learned again.

        Args:
            examples: fingerprint of the examples.
            write: learns, and writes the result into a folder.
        """
        with self._storage.write_to(self._resource) as folder:
            _fill(folder, type(self).__name__, f"{examples}{self.fingerprint_addon(self._config)}", write)
            self.restore(folder)
        return self._resource

    def fill(self, folder: Path, name: str, examples: str, write: Callable[[Path], None]) -> None:
        """Fill a folder with a part that rests on its examples, the modules and the encoder alone, not on `files_read`.

        Args:
            folder: what to fill.
            name: of the part.
            examples, write: as above.
        """
        _fill(folder, name, f"{examples}{_fingerprint([Path(self._config['data']) / ADAPTER_FILE])}", write)


def _fingerprint(files: list[Path]) -> str:
    encoder = Settings.from_environment(os.environ).encoder_sha256
    return f"{fingerprint_of(FOLDERS, files)}-{encoder}"


def _fill(folder: Path, name: str, rests_on: str, write: Callable[[Path], None]) -> None:
    cache = Settings.from_environment(os.environ).var / "training" / name
    cached = cache / hashlib.sha256(rests_on.encode()).hexdigest()[:16]
    if cached.is_dir():
        shutil.copytree(cached, folder, dirs_exist_ok=True)
    else:
        write(folder)
        _store(folder, cached)


def _store(folder: Path, cached: Path) -> None:
    """Copy what was learned, and remove what is older than the newest few. The name appears when the copy is complete."""
    cached.parent.mkdir(parents=True, exist_ok=True)
    unfinished = cached.with_name(f"{cached.name}.{os.getpid()}")
    shutil.copytree(folder, unfinished)
    try:
        unfinished.rename(cached)
    except OSError:  # another training has learned the same meanwhile
        if not cached.is_dir():
            raise
        shutil.rmtree(unfinished)
    by_age = sorted(cached.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[MOST_CACHED:]:
        shutil.rmtree(old, ignore_errors=True)


def fingerprint_of(folders: Iterable[str], files: Iterable[Path] = ()) -> str:
    """Return the SHA-256 of all modules of some folders, and of files, so that Rasa trains again when one changes.

    Rasa looks at a component's class, its settings and its training data (rasa/engine/training/fingerprinting.py), not at
    the modules that the class rests on or at data files that it reads by itself.

    Args:
        folders: below the project, such as `assistant/nlu`.
        files: files that must exist.
    """
    modules = (path for folder in folders for path in sorted((PROJECT / folder).glob("*.py")))
    digest = hashlib.sha256()
    for path in (*modules, *files):
        digest.update(path.read_bytes())
    return digest.hexdigest()
