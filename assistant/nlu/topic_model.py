"""Which topic is a sentence about, and how sure is that?

Two logistic regressions read the sentence: one by meaning (the sentence vector), one by wording (weighted words). Their
probabilities are mixed; neither alone is as good. How sure the answer is comes from a third, very small regression over six
features (the mixed probability, its lead, similarity to the nearest example of that topic, ...), which `make tune` fits on
examples that the first two had not seen.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.nlu.decision import SAFETY_TOPICS
from assistant.nlu.regression import TINY, Regression, YesNo, log_odds, mix
from assistant.nlu.similarity import ExampleSimilarity
from assistant.nlu.tfidf import Tfidf, TfidfRows
from assistant.nlu.tuned import Thresholds


@dataclass(frozen=True)
class Scores:
    """What the model thinks of n sentences.

    Attributes:
        probability: shape (n, topics): how likely each topic is; rows sum to 1.
        confidence: shape (n,): how likely the likeliest topic that could be answered is right, 0 to 1; see `answerable`.
        vectors: the sentences' vectors, shape (n, 384).
        words: the sentences' weighted words.
        cosines: similarity to every example, in the order of `TopicModel.by_topic`, shape (n, examples).
    """

    probability: np.ndarray
    confidence: np.ndarray
    vectors: np.ndarray
    words: TfidfRows
    cosines: np.ndarray

    def first(self, count: int) -> Scores:
        """Return the scores of the first few sentences."""
        rows = slice(count)
        words = self.words.first(count)
        return Scores(self.probability[rows], self.confidence[rows], self.vectors[rows], words, self.cosines[rows])


@dataclass(frozen=True)
class TopicModel:
    """Everything learned from the examples.

    Attributes:
        topics: full topic names, in the order of all columns.
        words: the weighing of words.
        meaning, wording: the two regressions.
        wording_share: how much the wording counts in the mix, 0 to 1.
        examples: vectors of all examples, shape (examples, 384).
        example_topics: column of each example's topic, shape (examples,); one more than there are for those without topic.
        confidence: from the six features to how sure the likeliest topic is.
        thresholds: see `Thresholds`.
    """

    topics: tuple[str, ...]
    words: Tfidf
    meaning: Regression
    wording: Regression
    wording_share: float
    examples: np.ndarray
    example_topics: np.ndarray
    confidence: YesNo
    thresholds: Thresholds

    @cached_property
    def by_topic(self) -> ExamplesByTopic:
        """Return the examples sorted by topic."""
        return ExamplesByTopic(self.example_topics, len(self.topics))

    @cached_property
    def similarity(self) -> ExampleSimilarity:
        """Return what computes the similarity of sentences to the examples, in the order of `by_topic`."""
        return ExampleSimilarity(self.examples[self.by_topic.order])

    def read(self, plain: Sequence[str], vectors: np.ndarray) -> Scores:
        """Score sentences.

        Args:
            plain: n sentences in plain words.
            vectors: their vectors, shape (n, 384).
        """
        words = self.words.weigh(plain)
        meaning, wording = self.meaning.probability(vectors), self.wording.probability(words)
        cosines = self.similarity.cosines(vectors)
        probability = mix(meaning, wording, self.wording_share)
        could_be_answered = answerable(probability, self.topics)
        features = confidence_features(could_be_answered, meaning, wording, self.by_topic.similarity(cosines))
        confidence = self.confidence.probability(features)
        return Scores(probability, confidence, vectors, words, cosines)

    def likeliest(self, scores: Scores) -> list[tuple[str, float]]:
        """Return the likeliest topic of each sentence that could be answered, and how sure that is."""
        best = [self.topics[column] for column in answerable(scores.probability, self.topics).argmax(axis=1)]
        return list(zip(best, scores.confidence.tolist(), strict=True))

    def save(self, folder: Path) -> None:
        """Write arrays (npz, no pickle) and names (JSON) into a folder."""
        np.savez(
            folder / "topic_model.npz",
            rarity=self.words.rarity,
            meaning_weights=self.meaning.weights,
            meaning_offsets=self.meaning.offsets,
            wording_weights=self.wording.weights,
            wording_offsets=self.wording.offsets,
            examples=self.examples.astype(np.float16),  # half the size; a cosine changes by less than 0.001
            example_topics=self.example_topics,
            confidence_weights=self.confidence.weights,
        )
        names = {
            "topics": self.topics,
            "vocabulary": self.words.vocabulary,
            "wording_share": self.wording_share,
            "confidence_offset": self.confidence.offset,
            "thresholds": asdict(self.thresholds),
        }
        (folder / "topic_model.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        """Read what `save` wrote."""
        names = json.loads((folder / "topic_model.json").read_text(encoding="utf-8"))
        with np.load(folder / "topic_model.npz", allow_pickle=False) as arrays:
            return cls(
                topics=tuple(names["topics"]),
                words=Tfidf(names["vocabulary"], arrays["rarity"]),
                meaning=Regression(arrays["meaning_weights"], arrays["meaning_offsets"], one_against_rest=False),
                wording=Regression(arrays["wording_weights"], arrays["wording_offsets"], one_against_rest=True),
                wording_share=names["wording_share"],
                examples=arrays["examples"].astype(np.float32),
                example_topics=arrays["example_topics"],
                confidence=YesNo(arrays["confidence_weights"], names["confidence_offset"]),
                thresholds=Thresholds(**names["thresholds"]),
            )


def answerable(probability: np.ndarray, topics: Sequence[str]) -> np.ndarray:
    """Return how likely each topic is if the message is no danger and no despair, which is for the safety net alone to see.

    Args:
        probability: shape (n, topics).
        topics: full topic names.

    Returns:
        Shape (n, topics); rows sum to 1.
    """
    others = np.where(np.isin(topics, SAFETY_TOPICS), 0.0, probability)
    return np.asarray(others / np.maximum(others.sum(axis=1, keepdims=True), TINY))


class ExamplesByTopic:
    """Finds the nearest example of each topic.

    Attributes:
        order: the examples topic by topic, so that those of one stand together; shape (examples,).
    """

    def __init__(self, example_topics: np.ndarray, topics: int) -> None:
        """Sort examples by topic.

        Args:
            example_topics: topic number of each example, shape (examples,); that of an example without topic is `topics`.
            topics: how many topics there are.
        """
        self.order = np.argsort(example_topics, kind="stable")
        present, self._starts = np.unique(example_topics[self.order], return_index=True)
        self._present = present[present < topics]
        self._topics = topics

    def similarity(self, cosines: np.ndarray) -> np.ndarray:
        """Return the cosine to the nearest example of each topic.

        Args:
            cosines: to every example in `order`, shape (n, examples).

        Returns:
            Shape (n, topics); -1 for a topic without examples.
        """
        similarity = np.full((len(cosines), self._topics), -1.0, dtype=np.float32)
        nearest = np.maximum.reduceat(cosines, self._starts, axis=1)
        similarity[:, self._present] = nearest[:, : len(self._present)]  # what has no topic stands last
        return similarity


def confidence_features(
    probability: np.ndarray, meaning: np.ndarray, wording: np.ndarray, similarity: np.ndarray
) -> np.ndarray:
    """Return six features that tell how sure the likeliest topic is, shape (n, 6)."""
    rows = np.arange(len(probability))
    order = np.argsort(-probability, axis=1)
    best, second = order[:, 0], order[:, 1]
    first = probability[rows, best]
    nearest = similarity[rows, best]
    others = similarity.copy()
    others[rows, best] = -1.0
    return np.stack(
        [
            log_odds(first),
            first - probability[rows, second],
            nearest,
            nearest - others.max(axis=1),
            np.log(meaning[rows, best] + TINY),
            np.log(wording[rows, best] + TINY),
        ],
        axis=1,
    )
