"""The examples that `make adapt` never shows to the encoder, and what models fitted to the others think of them: the
ground on which `make tune` makes its choices.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass

import numpy as np

from assistant.nlu.examples import Examples
from assistant.nlu.regression import Regression, mix
from assistant.nlu.safety_model import HELP, MESSAGE_FEATURES, NEAREST_MARGIN, message_features, sentence_features
from assistant.nlu.tfidf import Tfidf
from assistant.nlu.topic_model import ExamplesByTopic
from assistant.nlu.training import fit_meaning, fit_safety_views, fit_wording, safety_columns

logger = logging.getLogger(__name__)

ONE_IN = 8
MEANING_C = (5.0, 20.0, 40.0, 80.0)
WORDING_C = (5.0, 20.0)
WORDING_SHARES = (0.3, 0.4, 0.5, 0.6, 0.7)
NEAR = 0.95  # cosine from which two sentences say the same in nearly the same words
BLOCK = 512  # sentences whose similarity to all examples is held in memory at once


def is_kept_out(plain: str) -> bool:
    """Whether an example stays unseen by the encoder's adapter: one in eight, by a hash of the text in plain words.

    Args:
        plain: the example in plain words.
    """
    return hashlib.sha256(plain.encode()).digest()[0] % ONE_IN == 0


@dataclass(frozen=True)
class HeldOut:
    """The topic regressions fitted to most examples, and what they think of the others.

    Attributes:
        seen: the examples that they were fitted to.
        unseen: n others, none of them nearly the same as one that was seen.
        words: the weighing of words that was learned.
        by_meaning, by_wording: the regressions.
        meaning, wording: topic probabilities of the unseen, shape (n, topics).
        meaning_c, wording_c, wording_share: what did best.
    """

    seen: Examples
    unseen: Examples
    words: Tfidf
    by_meaning: Regression
    by_wording: Regression
    meaning: np.ndarray
    wording: np.ndarray
    meaning_c: float
    wording_c: float
    wording_share: float

    @property
    def probability(self) -> np.ndarray:
        """Topic probabilities of the mix, shape (n, topics)."""
        return mix(self.meaning, self.wording, self.wording_share)


def hold_out(examples: Examples) -> HeldOut:
    """Fit the topic regressions with every C that comes into question, and keep what does best."""
    kept_out = np.array([is_kept_out(plain) for plain in examples.plain])
    seen, unseen = examples.only(np.flatnonzero(~kept_out)), examples.only(np.flatnonzero(kept_out))
    unseen = unseen.only(np.flatnonzero(_nearest(unseen.vectors, seen.vectors) < NEAR))
    logger.info("fitting to %d examples, choosing on %d others", len(seen.plain), len(unseen.plain))
    count, rows = len(examples.names), unseen.has_topic
    learned, truth = seen.only(np.flatnonzero(seen.has_topic)), unseen.topics[unseen.has_topic]
    words = Tfidf.learn(seen.plain)
    weighed, weighed_unseen = words.weigh(learned.plain), words.weigh(unseen.plain)
    by_meaning = {c: fit_meaning(learned.vectors, learned.topics, c, count) for c in MEANING_C}
    by_wording = {c: fit_wording(weighed, learned.topics, c, count) for c in WORDING_C}
    meaning = {c: regression.probability(unseen.vectors) for c, regression in by_meaning.items()}
    wording = {c: regression.probability(weighed_unseen) for c, regression in by_wording.items()}
    meaning_c = max(MEANING_C, key=lambda c: accuracy(meaning[c][rows], truth))
    wording_c = max(WORDING_C, key=lambda c: accuracy(wording[c][rows], truth))
    share = max(
        WORDING_SHARES, key=lambda share: accuracy(mix(meaning[meaning_c][rows], wording[wording_c][rows], share), truth)
    )
    return HeldOut(
        seen=seen,
        unseen=unseen,
        words=words,
        by_meaning=by_meaning[meaning_c],
        by_wording=by_wording[wording_c],
        meaning=meaning[meaning_c],
        wording=wording[wording_c],
        meaning_c=meaning_c,
        wording_c=wording_c,
        wording_share=share,
    )


def _nearest(vectors: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Cosine of each vector to the nearest of the others, shape (n,)."""
    starts = range(0, len(vectors), BLOCK)
    return np.concatenate([(vectors[start : start + BLOCK] @ others.T).max(axis=1) for start in starts] or [np.zeros(0)])


def held_out_similarity(held_out: HeldOut) -> np.ndarray:
    """Return each unseen example's cosine to the nearest seen example of each topic, shape (n, topics)."""
    by_topic = ExamplesByTopic(held_out.seen.topics, len(held_out.seen.names))
    ordered, vectors = held_out.seen.vectors[by_topic.order], held_out.unseen.vectors
    starts = range(0, len(vectors), BLOCK)
    return np.vstack([by_topic.similarity(vectors[start : start + BLOCK] @ ordered.T) for start in starts])


@dataclass(frozen=True)
class SafetyViews:
    """What safety models think of n examples that they had not seen.

    Attributes:
        features: shape (n, 16), see `message_features`.
        meaning, wording: how likely help is due first by each view alone, shape (n,).
        is_nearer: whether some sentence is nearer to danger than to anything else, shape (n,).
    """

    features: np.ndarray
    meaning: np.ndarray
    wording: np.ndarray
    is_nearer: np.ndarray


def held_out_safety(held_out: HeldOut) -> SafetyViews:
    """Fit the safety regressions to the seen examples and read the unseen, sentence by sentence."""
    unseen = held_out.unseen
    n = len(unseen.plain)
    views = SafetyViews(np.zeros((n, MESSAGE_FEATURES)), np.zeros(n), np.zeros(n), np.zeros(n, dtype=bool))
    texts = [text for i in range(n) for text in (unseen.plain[i], *unseen.sentences[i])]
    vectors = np.vstack([np.vstack([unseen.vectors[i], *unseen.sentence_vectors[i]]) for i in range(n)])
    rows, meaning, wording, ordinary = _sentence_views(held_out, texts, vectors)
    start = 0
    for i in range(n):
        end = start + 1 + len(unseen.sentences[i])
        views.features[i] = message_features(rows[start:end], ordinary[start])
        views.meaning[i], views.wording[i] = meaning[start:end].max(), wording[start:end].max()
        views.is_nearer[i] = rows[start:end, NEAREST_MARGIN].max() > 0
        start = end
    return views


def _sentence_views(
    held_out: HeldOut, texts: list[str], vectors: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Features of unseen sentences, shape (sentences, 7), the two views alone, and how likely each is ordinary talk."""
    seen = held_out.seen
    by_meaning, by_wording = fit_safety_views(seen, held_out.words)
    columns = list(safety_columns(seen.names))
    rows, meanings, wordings, ordinary = [], [], [], []
    for start in range(0, len(texts), BLOCK):
        block, words = vectors[start : start + BLOCK], held_out.words.weigh(texts[start : start + BLOCK])
        topics = mix(held_out.by_meaning.probability(block), held_out.by_wording.probability(words), held_out.wording_share)
        meaning, wording = by_meaning.probability(block), by_wording.probability(words)
        topics = topics[:, columns]
        rows.append(sentence_features(meaning, wording, topics[:, :2], block @ seen.vectors.T, seen.dangerous))
        ordinary.append(topics[:, 2])
        meanings.append(meaning[:, HELP].sum(axis=1))
        wordings.append(wording[:, HELP].sum(axis=1))
    return np.vstack(rows), np.concatenate(meanings), np.concatenate(wordings), np.concatenate(ordinary)


def accuracy(probability: np.ndarray, truth: np.ndarray) -> float:
    """Return the share of rows whose likeliest class is the true one."""
    return float((probability.argmax(axis=1) == truth).mean())
