"""What models think of examples they were not fitted to: the ground on which `make tune` makes its choices."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.nlu.examples import Examples
from assistant.nlu.fitting import SEED, fit_meaning, fit_wording
from assistant.nlu.near_duplicates import folds_without_near_duplicates
from assistant.nlu.regression import Regression, mix
from assistant.nlu.safety_model import HELP, MESSAGE_FEATURES, NEAREST_MARGIN, message_features, sentence_features
from assistant.nlu.safety_training import fit_safety_views, safety_columns
from assistant.nlu.topic_model import ExamplesByTopic
from assistant.nlu.word_weights import WordWeights

logger = logging.getLogger(__name__)

FOLDS = 3
MEANING_C = (5.0, 20.0)
WORDING_C = (5.0, 20.0)
WORDING_SHARES = (0.4, 0.5, 0.6, 0.7)
BLOCK = 512  # sentences whose similarity to all examples is held in memory at once


@dataclass(frozen=True)
class Fold:
    """The topic regressions fitted without one fold.

    Attributes:
        seen, unseen: numbers of the examples it was fitted to, and of the others.
        words: the weighing of words it learned.
        meaning, wording: the regressions.
    """

    seen: np.ndarray
    unseen: np.ndarray
    words: WordWeights
    meaning: Regression
    wording: Regression


@dataclass(frozen=True)
class HeldOut:
    """Predictions for every example by models that had not seen it.

    Attributes:
        fold_of: fold of each example, shape (n,).
        folds: the models fitted without each fold.
        meaning, wording: topic probabilities, shape (n, topics).
        meaning_c, wording_c, wording_share: what did best.
    """

    fold_of: np.ndarray
    folds: tuple[Fold, ...]
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
    """Cross-validate the topic regressions, near-duplicates kept in one fold."""
    count = len(examples.names)
    fold_of = folds_without_near_duplicates(examples.vectors, examples.topics, FOLDS, SEED)
    meaning = {c: np.zeros((len(fold_of), count)) for c in MEANING_C}
    wording = {c: np.zeros((len(fold_of), count)) for c in WORDING_C}
    fitted: list[tuple[np.ndarray, np.ndarray, WordWeights, dict[float, Regression], dict[float, Regression]]] = []
    for fold in range(FOLDS):
        seen, unseen = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
        learned = examples.only(seen[examples.has_topic[seen]])
        words = WordWeights.learn([examples.plain[i] for i in seen])
        learned_words, unseen_words = words.weigh(learned.plain), words.weigh(examples.plain[i] for i in unseen)
        by_meaning = {c: fit_meaning(learned.vectors, learned.topics, c, count) for c in MEANING_C}
        by_wording = {c: fit_wording(learned_words, learned.topics, c, count) for c in WORDING_C}
        for c, regression in by_meaning.items():
            meaning[c][unseen] = regression.probability(examples.vectors[unseen])
        for c, regression in by_wording.items():
            wording[c][unseen] = regression.probability(unseen_words)
        fitted.append((seen, unseen, words, by_meaning, by_wording))
        logger.info("held out fold %d of %d", fold + 1, FOLDS)
    rows, truth = examples.has_topic, examples.topics[examples.has_topic]
    meaning_c = max(MEANING_C, key=lambda c: accuracy(meaning[c][rows], truth))
    wording_c = max(WORDING_C, key=lambda c: accuracy(wording[c][rows], truth))
    share = max(
        WORDING_SHARES, key=lambda share: accuracy(mix(meaning[meaning_c][rows], wording[wording_c][rows], share), truth)
    )
    folds = tuple(
        Fold(seen, unseen, words, by_meaning[meaning_c], by_wording[wording_c])
        for seen, unseen, words, by_meaning, by_wording in fitted
    )
    return HeldOut(fold_of, folds, meaning[meaning_c], wording[wording_c], meaning_c, wording_c, share)


def held_out_closeness(held_out: HeldOut, examples: Examples) -> np.ndarray:
    """Return each example's cosine to the nearest seen example of each topic, shape (n, topics)."""
    closeness = np.zeros_like(held_out.meaning)
    for fold in held_out.folds:
        seen = examples.vectors[fold.seen]
        by_topic = ExamplesByTopic(examples.topics[fold.seen], len(examples.names))
        for start in range(0, len(fold.unseen), BLOCK):
            block = fold.unseen[start : start + BLOCK]
            closeness[block] = by_topic.closeness(examples.vectors[block] @ seen[by_topic.order].T)
    return closeness


@dataclass(frozen=True)
class SafetyViews:
    """What safety models that had not seen them think of n examples.

    Attributes:
        features: shape (n, 16), see `message_features`.
        meaning, wording: how likely help is due first by each view alone, shape (n,).
        is_nearer: whether some sentence is nearer to danger than to anything else, shape (n,).
    """

    features: np.ndarray
    meaning: np.ndarray
    wording: np.ndarray
    is_nearer: np.ndarray


def held_out_safety(held_out: HeldOut, examples: Examples) -> SafetyViews:
    """Fit the safety regressions without each fold and read that fold's messages, sentence by sentence."""
    n = len(examples.plain)
    views = SafetyViews(np.zeros((n, MESSAGE_FEATURES)), np.zeros(n), np.zeros(n), np.zeros(n, dtype=bool))
    for number, fold in enumerate(held_out.folds):
        texts = [text for i in fold.unseen for text in (examples.plain[i], *examples.sentences[i])]
        vectors = np.vstack([np.vstack([examples.vectors[i], *examples.sentence_vectors[i]]) for i in fold.unseen])
        rows, meaning, wording, ordinary = _sentence_views(held_out, fold, examples, texts, vectors)
        start = 0
        for i in fold.unseen:
            end = start + 1 + len(examples.sentences[i])
            views.features[i] = message_features(rows[start:end], ordinary[start])
            views.meaning[i], views.wording[i] = meaning[start:end].max(), wording[start:end].max()
            views.is_nearer[i] = rows[start:end, NEAREST_MARGIN].max() > 0
            start = end
        logger.info("read fold %d of %d for danger", number + 1, FOLDS)
    return views


def _sentence_views(
    held_out: HeldOut, fold: Fold, examples: Examples, texts: Sequence[str], vectors: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Features of sentences that a fold's models had not seen, shape (sentences, 7), the two views alone, and how likely
    each sentence is ordinary talk.
    """
    seen = examples.only(fold.seen)
    by_meaning, by_wording = fit_safety_views(seen, fold.words)
    columns = list(safety_columns(examples.names))
    rows, meanings, wordings, ordinary = [], [], [], []
    for start in range(0, len(texts), BLOCK):
        block, words = vectors[start : start + BLOCK], fold.words.weigh(texts[start : start + BLOCK])
        topics = mix(fold.meaning.probability(block), fold.wording.probability(words), held_out.wording_share)
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
