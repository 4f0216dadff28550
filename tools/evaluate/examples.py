"""The training examples as Rasa reads them, and how well those are understood that nothing was fitted to.

Examples are chosen to be unlike each other, so these are harder than families' messages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import TEXT

from assistant.nlu.examples import Examples, topic_of
from nscp.settings import PROJECT
from tools.held_out import accuracy, hold_out


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


@dataclass(frozen=True)
class HeldOutExamples:
    """What was measured.

    Attributes:
        seen: how many examples the models were fitted to.
        unseen: how many others they were asked about.
        accuracy: share of the others whose likeliest topic was right, 0 to 1.
        meaning_accuracy, wording_accuracy: the same for each of the two regressions alone.
        wording_share: how much the wording counts in the mix, 0 to 1.
        meaning_c, wording_c: the C of each regression.
    """

    seen: int
    unseen: int
    accuracy: float
    meaning_accuracy: float
    wording_accuracy: float
    wording_share: float
    meaning_c: float
    wording_c: float


def measure_held_out_examples(examples: Examples) -> HeldOutExamples:
    """Fit the topic regressions to most examples, as `make tune` does, and ask about the others.

    Args:
        examples: all training examples.
    """
    held_out = hold_out(examples)
    rows = held_out.unseen.has_topic
    truth = held_out.unseen.topics[rows]
    return HeldOutExamples(
        seen=len(held_out.seen.plain),
        unseen=len(truth),
        accuracy=accuracy(held_out.probability[rows], truth),
        meaning_accuracy=accuracy(held_out.meaning[rows], truth),
        wording_accuracy=accuracy(held_out.wording[rows], truth),
        wording_share=held_out.wording_share,
        meaning_c=held_out.meaning_c,
        wording_c=held_out.wording_c,
    )
