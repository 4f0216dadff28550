"""What a message means after an answer: "why?", "and my husband?", "even if there's a trial?".

A small neural network reads the message's vector and the topic answered last, and says which topic is meant. It learns from
what a topic's file lists as asked after that topic (`follow_ups`), from kinds of follow-up with a table
(`data/follow_ups.yml`), and from examples of topics, which mean the same after any answer.

What is listed after a topic means what the list says, word for word; the network is for everything else.

What was answered last is not known here, because Rasa's tests parse without a conversation: the network is asked about every
topic that could have been, and the policy decides (assistant/policies/context.py).
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from assistant.nlu.examples import ENCODED, SAFETY_LABEL, Encoded, topic_of
from assistant.nlu.regression import softmax
from assistant.nlu.safety_model import DANGER, DESPAIR, NONE
from assistant.nlu.training import SEED
from nscp.topics import load_topics, topic_files
from nscp.words import words_of

FILE = "follow_ups.yml"
PAIRS = "follow_up_pairs"  # key of a training message that is no example: [topic answered last, topic that is meant], ...
AGAIN = "again"  # in place of a topic: the one that was answered last
OTHERWISE = "otherwise"  # in place of a topic answered last: all that are not named
OF_A_KIND = 2  # examples of a kind of follow-up that are learned after each topic
OF_A_TOPIC = 60  # examples of each topic that are learned as meaning the same after any answer
LEAST = 0.3  # how likely a meaning must be to be worth telling
HIDDEN_UNITS, MAX_EPOCHS, L2, LEARNING_RATE = 256, 25, 1e-4, 2e-3
SHARPNESS = 6.0  # vectors have length 1: too little beside the 1.0 that stands for the topic answered last


def follow_up_files(data: Path) -> list[Path]:
    """Return the files that follow-ups are read from."""
    return [data / FILE, *topic_files(data)]


def messages_of_follow_ups(data: Path) -> list[Message]:
    """Return every follow-up with what it means after which topics, for `SentenceFeaturizer`. They also teach the safety
    net what is harmless: "and the little one" asks nothing but what was asked before.
    """
    topics = load_topics(data)
    answered = [name for name, topic in topics.items() if topic.follow_ups or topic.is_retrieval]
    pairs: dict[str, list[list[str]]] = {}
    for topic in topics.values():
        for follow_up in topic.follow_ups:
            for says in follow_up.says:
                pairs.setdefault(says, []).append([topic.name, follow_up.answer])
    for entry in _kinds(data).values():
        examples = [line[2:].strip() for line in entry["examples"].splitlines() if line.strip()]
        for last, meant in _meanings(entry, answered):
            for says in sorted(examples, key=lambda text: _hash(f"{last} {text}"))[:OF_A_KIND]:
                pairs.setdefault(says, []).append([last, meant])
    return [Message({TEXT: says, PAIRS: meanings, SAFETY_LABEL: NONE}) for says, meanings in pairs.items()]


def _meanings(entry: dict[str, Any], answered: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what one kind of follow-up means after each topic."""
    after = {last: topic for topic, lasts in entry["answers"].items() for last in lasts}
    for last in answered:
        meant = after.get(last, entry["otherwise"])
        yield last, last if meant == AGAIN else meant


def _kinds(data: Path) -> dict[str, Any]:
    path = data / FILE
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))["kinds"]) if path.is_file() else {}


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


@dataclass(frozen=True)
class Pairs:
    """n messages, each after a topic that was answered.

    Attributes:
        plain: the messages in plain words.
        vectors: shape (n, 384).
        last, meant: topics by name.
        listed: how many of them, from the first on, are follow-ups; the others are examples of topics.
    """

    plain: tuple[str, ...]
    vectors: np.ndarray
    last: tuple[str, ...]
    meant: tuple[str, ...]
    listed: int

    @property
    def fingerprint(self) -> str:
        """Return a hash of everything but the vectors, which the texts and the encoder determine."""
        return hashlib.sha256(repr((self.plain, self.last, self.meant, self.listed)).encode()).hexdigest()


def pairs_of(training_data: TrainingData) -> Pairs:
    """Gather what is learned: all follow-ups, and examples of topics after a topic chosen by chance.

    Args:
        training_data: as `SentenceFeaturizer` left it.
    """
    read = [example for example in training_data.training_examples if example.get(ENCODED) is not None]
    found = [(row, *pair) for row, example in enumerate(read) for pair in example.get(PAIRS) or ()]
    found = [pair for pair in found if pair[2] not in (DANGER, DESPAIR)]  # not for this to decide
    listed = len(found)
    answered = sorted({last for _, last, _ in found})
    by_topic: dict[str, list[int]] = {}
    for row, example in enumerate(read):
        if topic_of(example):
            by_topic.setdefault(str(topic_of(example)), []).append(row)
    for topic, rows in by_topic.items() if answered else ():
        if topic not in (DANGER, DESPAIR):
            chosen = sorted(rows, key=lambda row: _hash(read[row].get(TEXT)))[:OF_A_TOPIC]
            found += [(row, answered[_hash(f"after {read[row].get(TEXT)}") % len(answered)], topic) for row in chosen]
    encoded: list[Encoded] = [read[row].get(ENCODED) for row, _, _ in found]
    vectors = np.stack([one.vectors[0] for one in encoded]) if encoded else np.zeros((0, 0), np.float32)
    last, meant = (tuple(pair[place] for pair in found) for place in (1, 2))
    return Pairs(tuple(one.plain for one in encoded), vectors, last, meant, listed)


@dataclass(frozen=True)
class FollowUps:
    """The network, and the follow-ups that are listed.

    Attributes:
        answered: topics that can have been answered last.
        topics: topics that can be meant.
        inner, inner_offsets: from a vector to the hidden numbers, shapes (384, hidden) and (hidden,).
        last: what each topic answered last adds, shape (answered, hidden).
        outer, outer_offsets: from hidden numbers to `topics`, shapes (hidden, topics) and (topics,).
        listed: words of a follow-up -> {topic answered last: topic meant}.
    """

    answered: tuple[str, ...]
    topics: tuple[str, ...]
    inner: np.ndarray
    inner_offsets: np.ndarray
    last: np.ndarray
    outer: np.ndarray
    outer_offsets: np.ndarray
    listed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def after(self, vector: np.ndarray, plain: str = "") -> dict[str, list[Any]]:
        """Return topic answered last -> [topic meant, how likely]; `OTHERWISE` stands for most of them.

        Args:
            vector: the message's, shape (384,).
            plain: the message in plain words.
        """
        if not self.answered:
            return {}
        hidden = np.maximum(vector @ self.inner + self.inner_offsets + self.last, 0.0)
        probability = softmax(hidden @ self.outer + self.outer_offsets)
        best, likely = probability.argmax(axis=1), probability.max(axis=1)
        commonest = int(np.bincount(best).argmax())
        found: dict[str, list[Any]] = {}
        if likely[best == commonest].mean() >= LEAST:
            found[OTHERWISE] = [self.topics[commonest], round(float(likely[best == commonest].mean()), 2)]
        for last, topic, share in zip(self.answered, best, likely, strict=True):
            if topic != commonest:
                found[last] = [self.topics[topic], round(float(share), 2)]
        return found | {last: [meant, 1.0] for last, meant in self.listed.get(_words(plain), {}).items()}

    def save(self, folder: Path) -> None:
        """Write arrays (npz, no pickle) and names (JSON)."""
        arrays = {name: getattr(self, name) for name in ("inner", "inner_offsets", "last", "outer", "outer_offsets")}
        np.savez(folder / "follow_ups.npz", **arrays)
        names = {"answered": self.answered, "topics": self.topics, "listed": self.listed}
        (folder / "follow_ups.json").write_text(json.dumps(names), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> FollowUps:
        """Read what `save` wrote."""
        names = json.loads((folder / "follow_ups.json").read_text(encoding="utf-8"))
        with np.load(folder / "follow_ups.npz", allow_pickle=False) as arrays:
            numbers = {name: arrays[name] for name in arrays.files}
        return cls(tuple(names["answered"]), tuple(names["topics"]), **numbers, listed=names["listed"])


def fit_follow_ups(pairs: Pairs) -> FollowUps:
    """Learn; the same pairs give the same network."""
    answered, topics = tuple(sorted(set(pairs.last))), tuple(sorted(set(pairs.meant)))
    if len(topics) < 2:
        return FollowUps((), (), *(np.zeros((0, 0), np.float32),) * 5)
    after = np.eye(len(answered), dtype=np.float32)[[answered.index(last) for last in pairs.last]]
    truth = np.array([topics.index(meant) for meant in pairs.meant])
    network = MLPClassifier(
        (HIDDEN_UNITS,), alpha=L2, max_iter=MAX_EPOCHS, random_state=SEED, learning_rate_init=LEARNING_RATE
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the epochs are bounded on purpose
        network.fit(np.hstack([pairs.vectors * SHARPNESS, after]), truth)
    (inner, outer), (inner_offsets, outer_offsets) = network.coefs_, network.intercepts_
    size = pairs.vectors.shape[1]
    return FollowUps(
        answered,
        topics,
        inner=np.asarray(inner[:size] * SHARPNESS, np.float32),
        inner_offsets=np.asarray(inner_offsets, np.float32),
        last=np.asarray(inner[size:], np.float32),
        outer=np.asarray(outer, np.float32),
        outer_offsets=np.asarray(outer_offsets, np.float32),
        listed=_listed(pairs),
    )


def _listed(pairs: Pairs) -> dict[str, dict[str, str]]:
    listed: dict[str, dict[str, str]] = {}
    for plain, last, meant in list(zip(pairs.plain, pairs.last, pairs.meant, strict=True))[: pairs.listed]:
        listed.setdefault(_words(plain), {}).setdefault(last, meant)
    return listed


def _words(plain: str) -> str:
    return " ".join(words_of(plain))
