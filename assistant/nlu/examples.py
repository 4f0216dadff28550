"""The training examples as arrays: what the topic model and the safety model learn from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.safety_model import DANGER, DESPAIR, HELP, LABELS, LINE, NONE

PAST_HARM_FILE, DANGER_WORDS_FILE = "past_harm.yml", "danger_words.yml"
WITHOUT_TOPIC = {"unsure.yml": LINE, "harmless.yml": NONE}  # files of plain texts, and what the safety net learns from them
ENCODED = "encoded"  # key under which `SentenceFeaturizer` leaves an `Encoded` on a training example
SAFETY_LABEL = "safety_label"  # key of what an example without topic teaches the safety net


class Encoded:
    """A training example in plain words, with its vectors."""

    def __init__(self, plain: str, sentences: list[str], vectors: np.ndarray) -> None:
        """Store a text that was read, and its vectors.

        Args:
            plain: the whole text in plain words.
            sentences: its sentences in plain words; empty if it has only one.
            vectors: of the text and then of its sentences, shape (1 + sentences, 384).
        """
        self.plain = plain
        self.sentences = sentences
        self.vectors = vectors

    def fingerprint(self) -> str:
        """Return what Rasa tells two of these apart by; it would print every number of an array otherwise, which takes
        half a minute for all examples (rasa/shared/utils/io.py, `deep_container_fingerprint`).
        """
        return self.plain


@dataclass(frozen=True)
class Examples:
    """n examples.

    Attributes:
        texts: as they are written in the data.
        plain: the same in plain words.
        vectors: shape (n, 384).
        sentences: of each, its sentences in plain words; empty if it has only one.
        sentence_vectors: of each, their vectors, shape (sentences, 384).
        names: full topic names, sorted.
        topics: number of each example's topic in `names`, shape (n,); `len(names)` for those that only teach the safety net.
        kinds: number of each example's label in `safety_model.LABELS`, shape (n,).
        ordinary: whether the safety net has to leave the example alone, so that false alarms are counted on it, shape (n,).
            Words of danger without danger are not ordinary.
    """

    texts: tuple[str, ...]
    plain: tuple[str, ...]
    vectors: np.ndarray
    sentences: tuple[tuple[str, ...], ...]
    sentence_vectors: tuple[np.ndarray, ...]
    names: tuple[str, ...]
    topics: np.ndarray
    kinds: np.ndarray
    ordinary: np.ndarray

    @property
    def has_topic(self) -> np.ndarray:
        """Return which examples have a topic, shape (n,)."""
        return np.asarray(self.topics < len(self.names))

    @property
    def dangerous(self) -> np.ndarray:
        """Return which examples are danger or despair, shape (n,)."""
        return np.isin(self.kinds, HELP)

    @property
    def fingerprint(self) -> str:
        """Return a hash of all that is learned from but the vectors, which the texts and the encoder determine."""
        rows = (self.plain, self.sentences, self.names, self.topics.tolist(), self.kinds.tolist(), self.ordinary.tolist())
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    def only(self, chosen: np.ndarray) -> Examples:
        """Return some of the examples, in the order of `chosen`, an array of their numbers."""
        return Examples(
            texts=tuple(self.texts[i] for i in chosen),
            plain=tuple(self.plain[i] for i in chosen),
            vectors=self.vectors[chosen],
            sentences=tuple(self.sentences[i] for i in chosen),
            sentence_vectors=tuple(self.sentence_vectors[i] for i in chosen),
            names=self.names,
            topics=self.topics[chosen],
            kinds=self.kinds[chosen],
            ordinary=self.ordinary[chosen],
        )


def examples_of(training_data: TrainingData, safety: Path) -> Examples:
    """Gather what `SentenceFeaturizer` left on the training data.

    Args:
        training_data: Rasa's.
        safety: the folder `data/safety`.
    """
    past_harm, danger_words = (_texts(safety / name) for name in (PAST_HARM_FILE, DANGER_WORDS_FILE))
    found = [
        example
        for example in training_data.training_examples
        if example.get(ENCODED) is not None and (topic_of(example) or example.get(SAFETY_LABEL))
    ]
    encoded: list[Encoded] = [example.get(ENCODED) for example in found]
    topics = [topic_of(example) for example in found]
    labels = [_label(example, topic, past_harm) for example, topic in zip(found, topics, strict=True)]
    names = tuple(sorted({topic for topic in topics if topic is not None}))
    numbers = {name: number for number, name in enumerate(names)}
    return Examples(
        texts=tuple(example.get(TEXT) for example in found),
        plain=tuple(one.plain for one in encoded),
        vectors=np.stack([one.vectors[0] for one in encoded]),
        sentences=tuple(tuple(one.sentences) for one in encoded),
        sentence_vectors=tuple(one.vectors[1:] for one in encoded),
        names=names,
        topics=np.array([len(names) if topic is None else numbers[topic] for topic in topics]),
        kinds=np.array([LABELS.index(label) for label in labels]),
        ordinary=np.array(
            [
                label == NONE and topic is not None and example.get(TEXT) not in danger_words
                for example, topic, label in zip(found, topics, labels, strict=True)
            ]
        ),
    )


def topic_of(example: Message) -> str | None:
    """Return the full topic name of an example (`faq/how_long`, `greet`); None if it only teaches the safety net."""
    name = example.get(INTENT_RESPONSE_KEY) or example.get(INTENT)
    return str(name) if name else None


def examples_without_topic(safety: Path) -> list[Message]:
    """Read the texts that only teach the safety net.

    Args:
        safety: the folder `data/safety`.
    """
    return [
        Message({TEXT: text, SAFETY_LABEL: label})
        for name, label in WITHOUT_TOPIC.items()
        if (safety / name).is_file()
        for text in _plain_texts(safety / name)
    ]


def _plain_texts(path: Path) -> list[str]:
    content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [line[2:].strip() for line in content["texts"].splitlines() if line.strip()]


def _texts(path: Path) -> frozenset[str]:
    return frozenset(example.get(TEXT) for example in RasaYAMLReader().read(path).training_examples)


def _label(example: Message, topic: str | None, past_harm: frozenset[str]) -> str:
    if topic is None:
        return str(example.get(SAFETY_LABEL))
    if topic in (DANGER, DESPAIR):
        return topic
    return LINE if example.get(TEXT) in past_harm else NONE
