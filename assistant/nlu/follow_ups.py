"""Short questions that only make sense after an answer: "why?", "and my husband?", "even if there's a trial?".

Two ways lead to the topic that answers one. A topic's file lists what is asked after that topic alone (`follow_ups`); a
message means one of these if it says nearly the same. And `data/follow_ups.yml` has kinds of follow-up with examples: which
kind a message is of is learned, and a table says which topic answers that kind after which topic.

What was answered last is not known here, because Rasa's tests parse without a conversation: the policy decides
(assistant/policies/context.py).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.examples import ENCODED, SAFETY_LABEL, Encoded, topic_of
from assistant.nlu.fitting import fit_both
from assistant.nlu.regression import Regression, mix
from assistant.nlu.safety_model import NONE
from assistant.nlu.word_weights import WordWeights
from nscp.topics import load_topics, topic_files

FILE = "follow_ups.yml"
KIND, LISTED = "follow_up_kind", "follow_up_listed"  # keys of training messages that are no examples of a topic
NO_KIND = "none"
AGAIN = "again"  # in place of a topic: the last answer in other words
LONGEST = 10  # words; a longer question makes sense by itself
NEAR = 0.75  # cosine from which a message may say what is listed
MOST_LISTED = 24  # topics of which a message may be a follow-up: "why" is one of nearly all, and a kind
C = 20.0
WORDING_SHARE = 0.5


@dataclass(frozen=True)
class Answers:
    """Which topic answers one kind of follow-up.

    Attributes:
        after: topic answered last -> topic that answers, or `AGAIN`.
        otherwise: the answer after every other topic.
    """

    after: dict[str, str]
    otherwise: str


def follow_up_files(data: Path) -> list[Path]:
    """Return the files that follow-ups are read from."""
    return [data / FILE, *topic_files(data)]


def load_answers(data: Path) -> dict[str, Answers]:
    """Read the table: kind -> which topic answers it.

    Args:
        data: the project's `data/` folder.
    """
    return {
        kind: Answers({last: topic for topic, lasts in entry["answers"].items() for last in lasts}, entry["otherwise"])
        for kind, entry in _kinds(data).items()
    }


def messages_of_follow_ups(data: Path) -> list[Message]:
    """Return the examples of every kind and all listed follow-ups, for `SentenceReader` to read. They also teach the safety
    net what is harmless: "and the little one" asks nothing but what was asked before.
    """
    of_kinds = [
        Message({TEXT: line[2:].strip(), KIND: kind, SAFETY_LABEL: NONE})
        for kind, entry in _kinds(data).items()
        for line in entry["examples"].splitlines()
        if line.strip()
    ]
    listed = [
        Message({TEXT: says, LISTED: [topic.name, follow_up.answer], SAFETY_LABEL: NONE})
        for topic in load_topics(data).values()
        for follow_up in topic.follow_ups
        for says in follow_up.says
    ]
    return [*of_kinds, *listed]


def _kinds(data: Path) -> dict[str, Any]:
    path = data / FILE
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))["kinds"]) if path.is_file() else {}


@dataclass(frozen=True)
class FollowUps:
    """All that was learned.

    Attributes:
        kinds: names of the kinds; the last is `NO_KIND`.
        words: the weighing of words.
        meaning, wording: regressions from vector and weighted words to `kinds`.
        listed: for each listed follow-up, the topic answered last and the topic that answers.
        vectors: of the listed follow-ups, shape (listed, 384).
    """

    kinds: tuple[str, ...]
    words: WordWeights
    meaning: Regression
    wording: Regression
    listed: tuple[tuple[str, str], ...]
    vectors: np.ndarray

    def kind_of(self, plain: str, vector: np.ndarray) -> tuple[str, float] | None:
        """Return the likeliest kind of a message and how likely it is; None if it is no follow-up.

        Args:
            plain: the message in plain words.
            vector: its vector, shape (384,).
        """
        if len(plain.split()) > LONGEST or len(self.kinds) < 2:
            return None
        meaning, wording = self.meaning.probability(vector[np.newaxis]), self.wording.probability(self.words.weigh([plain]))
        probability = mix(meaning, wording, WORDING_SHARE)[0]
        best = int(probability.argmax())
        return None if self.kinds[best] == NO_KIND else (self.kinds[best], float(probability[best]))

    def after(self, plain: str, vector: np.ndarray) -> dict[str, list[Any]]:
        """Return topic answered last -> [topic that answers, cosine], for what is listed; empty for most messages.

        Args:
            plain: the message in plain words.
            vector: its vector, shape (384,).
        """
        if len(plain.split()) > LONGEST or not len(self.vectors):
            return {}
        cosines = self.vectors @ vector
        found: dict[str, list[Any]] = {}
        for index in np.argsort(-cosines, kind="stable"):
            if cosines[index] < NEAR or len(found) == MOST_LISTED:
                break
            last, answer = self.listed[index]
            found.setdefault(last, [answer, round(float(cosines[index]), 2)])
        return found

    def save(self, folder: Path) -> None:
        """Write arrays (npz, no pickle) and names (JSON)."""
        np.savez(
            folder / "follow_ups.npz",
            rarity=self.words.rarity,
            meaning_weights=self.meaning.weights,
            meaning_offsets=self.meaning.offsets,
            wording_weights=self.wording.weights,
            wording_offsets=self.wording.offsets,
            vectors=self.vectors,
        )
        names = {"kinds": self.kinds, "vocabulary": self.words.vocabulary, "listed": self.listed}
        (folder / "follow_ups.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> FollowUps:
        """Read what `save` wrote."""
        names = json.loads((folder / "follow_ups.json").read_text(encoding="utf-8"))
        with np.load(folder / "follow_ups.npz", allow_pickle=False) as arrays:
            return cls(
                kinds=tuple(names["kinds"]),
                words=WordWeights(names["vocabulary"], arrays["rarity"]),
                meaning=Regression(arrays["meaning_weights"], arrays["meaning_offsets"], one_against_rest=False),
                wording=Regression(arrays["wording_weights"], arrays["wording_offsets"], one_against_rest=True),
                listed=tuple((last, answer) for last, answer in names["listed"]),
                vectors=arrays["vectors"],
            )


def fit_follow_ups(training_data: TrainingData) -> FollowUps:
    """Learn the kinds from what `SentenceReader` left; short examples of topics teach what is no follow-up."""
    read = [example for example in training_data.training_examples if example.get(ENCODED) is not None]
    of_kinds = [example for example in read if example.get(KIND)]
    listed = [example for example in read if example.get(LISTED)]
    said = {_plain(example) for example in of_kinds}
    others = [
        example
        for example in read
        if topic_of(example) and len(_plain(example).split()) <= LONGEST and _plain(example) not in said
    ]
    kinds = (*dict.fromkeys(example.get(KIND) for example in of_kinds), NO_KIND)
    learned = [*of_kinds, *others]
    plain, vectors = [_plain(example) for example in learned], _vectors(learned)
    truth = np.array([kinds.index(example.get(KIND) or NO_KIND) for example in learned])
    words = WordWeights.learn(plain)
    meaning, wording = fit_both(vectors, words.weigh(plain), truth, (C, C), len(kinds))
    return FollowUps(
        kinds=kinds,
        words=words,
        meaning=meaning,
        wording=wording,
        listed=tuple((last, answer) for last, answer in (example.get(LISTED) for example in listed)),
        vectors=_vectors(listed),
    )


def _plain(example: Message) -> str:
    encoded: Encoded = example.get(ENCODED)
    return encoded.plain


def _vectors(examples: Sequence[Message]) -> np.ndarray:
    return np.stack([example.get(ENCODED).vectors[0] for example in examples]) if examples else np.zeros((0, 384))
