"""The training examples as Rasa reads them: to compare with held-out messages, and to tell whether they changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import TEXT

from assistant.nlu.examples import topic_of
from nscp.settings import PROJECT


@dataclass(frozen=True)
class TrainingExample:
    """One example and the full name of its topic."""

    text: str
    topic: str


def load_training_examples(project: Path = PROJECT) -> tuple[TrainingExample, ...]:
    """Read everything that `rasa train` would learn topics from, in its order.

    Args:
        project: the folder that holds `config.yml`, `domain.yml` and `data/`.
    """
    importer = TrainingDataImporter.load_nlu_importer_from_config(
        str(project / "config.yml"), str(project / "domain.yml"), [str(project / "data")]
    )
    examples = importer.get_nlu_data().intent_examples
    return tuple(TrainingExample(example.get(TEXT), str(topic_of(example))) for example in examples if example.get(TEXT))


def hash_of_examples(examples: Iterable[TrainingExample]) -> str:
    """A SHA-256 in hexadecimal; the order of the examples does not matter."""
    rows = sorted((example.topic, example.text) for example in examples)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()
