"""A copy of this project whose topics hold only the examples that Rasa's default learns from too."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant.evaluation.training_examples import TrainingExample
from nscp.settings import PROJECT
from nscp.topics import topic_files

COPIED = ("config.yml", "domain.yml", "credentials.yml", "endpoints.yml", "requirements.lock", "data", "nscp", "assistant")


def make_few_project(folder: Path, examples: Sequence[TrainingExample]) -> None:
    """Make the copy, over an earlier one.

    Args:
        folder: where to.
        examples: what its topics may hold.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    data = folder / "data"
    unplaced = {(example.topic, example.text) for example in examples}
    # A title that took the place of a marked example stands in its topic's file, so what is marked is placed first.
    for path in [*_marked(data), *topic_files(data)]:
        _keep_only(path, unplaced)


def _marked(data: Path) -> list[Path]:
    """The files of `data/safety/` that hold examples of topics, marked for the safety net by the file they stand in."""
    return [path for path in sorted((data / "safety").glob("*.yml")) if "nlu" in yaml.safe_load(path.read_text("utf-8"))]


def _keep_only(path: Path, unplaced: set[tuple[str, str]]) -> None:
    """Leave the examples of one file that are still wanted somewhere, and take them off the list."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for block in content["nlu"]:
        block["examples"] = "".join(f"- {text}\n" for text in _taken(block, unplaced))
    content["nlu"] = [block for block in content["nlu"] if block["examples"]]
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _taken(block: dict[str, Any], unplaced: set[tuple[str, str]]) -> list[str]:
    texts = [line[2:].strip() for line in block["examples"].splitlines() if line.strip()]
    taken = [text for text in texts if (block["intent"], text) in unplaced]
    unplaced.difference_update((block["intent"], text) for text in taken)
    return taken
