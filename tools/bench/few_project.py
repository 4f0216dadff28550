"""The few examples that both sides learn from, at most twenty of each topic, and a copy of this project with no others."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from nscp.settings import PROJECT
from nscp.topic_rules import normal
from nscp.topics import load_topics, topic_files
from tools.evaluate.baseline import same_few
from tools.evaluate.examples import TrainingExample, load_training_examples

COPIED = ("config.yml", "domain.yml", "credentials.yml", "endpoints.yml", "requirements.lock", "data", "nscp", "assistant")


def examples_for_both() -> list[TrainingExample]:
    """The chosen examples, the same ones every time."""
    titles = {name: topic.title for name, topic in load_topics(PROJECT / "data").items()}
    return with_titles(same_few(load_training_examples()), titles)


def with_titles(few: Sequence[TrainingExample], titles: Mapping[str, str]) -> list[TrainingExample]:
    """The same number of examples with each topic's title among them, which this project's check of its data wants.

    Args:
        few: chosen examples.
        titles: full topic name -> title.
    """
    by_topic: dict[str, list[str]] = {}
    for example in few:
        by_topic.setdefault(example.topic, []).append(example.text)
    for topic, texts in by_topic.items():
        if normal(titles[topic]) not in {normal(text) for text in texts}:
            texts[-1] = titles[topic]
    return [TrainingExample(text, topic) for topic, texts in by_topic.items() for text in texts]


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
