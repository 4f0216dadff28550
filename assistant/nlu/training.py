"""Fits the topic model and the safety model: two logistic regressions each, with what `make tune` chose."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.nlu.examples import Examples
from assistant.nlu.logistic_fit import fit_balanced
from assistant.nlu.regression import Regression, YesNo
from assistant.nlu.safety_model import DANGER, DESPAIR, LABELS, STATEMENT, SafetyModel
from assistant.nlu.tfidf import Tfidf, TfidfRows
from assistant.nlu.topic_model import ExamplesByTopic, TopicModel
from assistant.nlu.tuned import Tuned

SEED = 0
IMPOSSIBLE = -30.0  # offset of a class without examples
SAFETY_C = 20.0


def fit_topic_model(examples: Examples, tuned: Tuned) -> TopicModel:
    """Learn topics. The same examples give the same model.

    Args:
        examples: those without topic are kept as neighbours only.
        tuned: what was chosen beforehand.
    """
    learned = examples.only(np.flatnonzero(examples.has_topic))
    words = Tfidf.learn(examples.plain)
    cs = tuned.meaning_c, tuned.wording_c
    meaning, wording = fit_both(learned.vectors, words.weigh(learned.plain), learned.topics, cs, len(examples.names))
    return TopicModel(
        topics=examples.names,
        words=words,
        meaning=meaning,
        wording=wording,
        wording_share=tuned.wording_share,
        examples=np.asarray(examples.vectors, dtype=np.float32),
        example_topics=examples.topics,
        confidence=tuned.confidence,
        thresholds=tuned.topics,
    )


def fit_safety_model(examples: Examples, tuned: Tuned) -> SafetyModel:
    """Learn danger and despair from the same examples as the topic model, in the same order.

    Args:
        examples: what to learn from.
        tuned: what was chosen beforehand.
    """
    meaning, wording = fit_safety_views(examples, Tfidf.learn(examples.plain))
    return SafetyModel(
        meaning=meaning,
        wording=wording,
        help_first=tuned.help,
        line_of_help=tuned.line,
        dangerous=examples.dangerous[ExamplesByTopic(examples.topics, len(examples.names)).order],
        columns=safety_columns(examples.names),
        thresholds=tuned.safety,
    )


def fit_safety_views(examples: Examples, words: Tfidf) -> tuple[Regression, Regression]:
    """Fit the two regressions that tell `LABELS` apart: by meaning, and by wording."""
    return fit_both(examples.vectors, words.weigh(examples.plain), examples.kinds, (SAFETY_C, SAFETY_C), len(LABELS))


def safety_columns(names: tuple[str, ...]) -> tuple[int, int, int]:
    """Return the numbers of the two safety topics among topic names, danger first, and of ordinary talk."""
    return names.index(DANGER), names.index(DESPAIR), names.index(STATEMENT)


def fit_both(
    vectors: np.ndarray, words: TfidfRows, truth: np.ndarray, cs: tuple[float, float], classes: int
) -> tuple[Regression, Regression]:
    """Fit by meaning and by wording, on all processors: the solvers leave Python free.

    Args:
        vectors, words, truth, classes: as below.
        cs: inverse strength of the regularisation by meaning and by wording.
    """
    with ThreadPoolExecutor(1) as other:
        meaning = other.submit(fit_meaning, vectors, truth, cs[0], classes)
        wording = fit_wording(words, truth, cs[1], classes)
        return meaning.result(), wording


def fit_meaning(vectors: np.ndarray, truth: np.ndarray, c: float, classes: int) -> Regression:
    """Fit sentence vectors, all classes together; every class weighs the same.

    Args:
        vectors: shape (n, 384).
        truth: class number of each row, shape (n,).
        c: inverse strength of the regularisation.
        classes: how many classes there are; one without rows stays impossible.
    """
    present, numbers = np.unique(truth, return_inverse=True)
    weights, offsets = _without_examples(vectors.shape[1], classes)
    weights[:, present], offsets[present] = fit_balanced(vectors, numbers, c)
    return Regression(weights, offsets, one_against_rest=False)


def fit_wording(words: TfidfRows, truth: np.ndarray, c: float, classes: int) -> Regression:
    """Fit weighted words, each class against the rest: on sparse rows a sixth of the time, and no worse.

    Args:
        words: of n texts.
        truth, c, classes: as for `fit_meaning`.
    """
    rows = words.matrix()
    present, counts = np.unique(truth, return_counts=True)
    balance = len(truth) / (len(present) * counts)

    def fit(place: int) -> LogisticRegression:
        # As scikit-learn weighs them in a fit of all classes: the one by its rarity, the rest as they are.
        weights = {True: balance[place], False: 1.0 if len(present) > 2 else balance[1 - place]}
        fitted = LogisticRegression(C=c, solver="liblinear", class_weight=weights, random_state=SEED)
        return fitted.fit(rows, truth == present[place])

    weights, offsets = _without_examples(rows.shape[1], classes)
    largest_first = np.argsort(-counts, kind="stable")
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # a class each
        for place, fitted in zip(largest_first, threads.map(fit, largest_first), strict=True):
            weights[:, present[place]] = fitted.coef_[0]
            offsets[present[place]] = fitted.intercept_[0]
    return Regression(weights, offsets, one_against_rest=True)


def _without_examples(features: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    return np.zeros((features, classes), dtype=np.float32), np.full(classes, IMPOSSIBLE, dtype=np.float32)


def fit_yes_no(features: np.ndarray, yes: np.ndarray) -> YesNo:
    """Fit a small regression with two outcomes.

    Args:
        features: shape (n, features).
        yes: the outcome of each row, shape (n,). If all are alike, that outcome is always expected.
    """
    if yes.all() or not yes.any():
        return YesNo(np.zeros(features.shape[1]), -IMPOSSIBLE if yes.all() else IMPOSSIBLE)
    fitted = LogisticRegression(max_iter=3000).fit(features, yes)
    return YesNo(fitted.coef_[0], float(fitted.intercept_[0]))
