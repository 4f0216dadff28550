"""What models think of examples they were not fitted to: the ground on which training makes its choices."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from assistant.nlu.near_duplicates import folds_without_near_duplicates
from assistant.nlu.regression import Regression, YesNo
from assistant.nlu.word_weights import WeighedWords, WordWeights

FOLDS = 3
SEED = 0
MEANING_C = (5.0, 20.0)
WORDING_C = (5.0, 20.0)
STEPS = 80  # of the solver; more change nothing that held-out examples can see
IMPOSSIBLE = -30.0  # offset of a topic that a fold has no example of


@dataclass(frozen=True)
class FoldModel:
    """The two topic regressions fitted without one fold.

    Attributes:
        seen: indexes of the examples it was fitted to.
        plain: these examples in plain words.
        words: the weighing of words it learned.
        meaning, wording: the regressions.
    """

    seen: np.ndarray
    plain: tuple[str, ...]
    words: WordWeights
    meaning: Regression
    wording: Regression


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Predictions for every example by a model that had not seen it.

    Attributes:
        fold_of: fold of each example, shape (n,).
        models: the model fitted without each fold.
        meaning, wording: probabilities, shape (n, topics).
        meaning_c, wording_c: the C of each regression that did best.
    """

    fold_of: np.ndarray
    models: tuple[FoldModel, ...]
    meaning: np.ndarray
    wording: np.ndarray
    meaning_c: float
    wording_c: float


_latest: dict[str, HeldOut] = {}  # the classifier and the safety net train on the same examples, one after the other


def held_out_topics(plain: Sequence[str], vectors: np.ndarray, truth: np.ndarray, topics: int) -> HeldOut:
    """Cross-validate the topic regressions, near-duplicates kept in one fold.

    Args:
        plain: examples in plain words.
        vectors: their vectors, shape (n, 384).
        truth: topic number of each, shape (n,).
        topics: how many topics there are.

    Returns:
        The same object when called again with the same examples.
    """
    key = hashlib.sha256("\n".join(plain).encode() + truth.tobytes()).hexdigest()
    if key not in _latest:
        _latest.clear()
        _latest[key] = _cross_validate(plain, vectors, truth, topics)
    return _latest[key]


def _cross_validate(plain: Sequence[str], vectors: np.ndarray, truth: np.ndarray, topics: int) -> HeldOut:
    fold_of = folds_without_near_duplicates(vectors, truth, FOLDS, SEED)
    meaning = {c: np.zeros((len(truth), topics)) for c in MEANING_C}
    wording = {c: np.zeros((len(truth), topics)) for c in WORDING_C}
    fitted: list[tuple[np.ndarray, WordWeights, dict[float, Regression], dict[float, Regression]]] = []
    for fold in range(FOLDS):
        seen, unseen = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
        words = WordWeights.learn([plain[i] for i in seen])
        seen_words, unseen_words = words.weigh(plain[i] for i in seen), words.weigh(plain[i] for i in unseen)
        by_meaning = {c: fit_meaning(vectors[seen], truth[seen], c, topics) for c in MEANING_C}
        by_wording = {c: fit_wording(seen_words, truth[seen], c, topics) for c in WORDING_C}
        for c, regression in by_meaning.items():
            meaning[c][unseen] = regression.probability(vectors[unseen])
        for c, regression in by_wording.items():
            wording[c][unseen] = regression.probability(unseen_words)
        fitted.append((seen, words, by_meaning, by_wording))
    meaning_c = max(MEANING_C, key=lambda c: accuracy(meaning[c], truth))
    wording_c = max(WORDING_C, key=lambda c: accuracy(wording[c], truth))
    models = tuple(
        FoldModel(seen, tuple(plain[i] for i in seen), words, by_meaning[meaning_c], by_wording[wording_c])
        for seen, words, by_meaning, by_wording in fitted
    )
    return HeldOut(fold_of, models, meaning[meaning_c], wording[wording_c], meaning_c, wording_c)


def fit_meaning(vectors: np.ndarray, truth: np.ndarray, c: float, classes: int) -> Regression:
    """Fit sentence vectors, all classes together; every class weighs the same.

    Args:
        vectors: shape (n, 384).
        truth: class number of each row, shape (n,).
        c: inverse strength of the regularisation.
        classes: how many classes there are; one without rows stays impossible.
    """
    with warnings.catch_warnings():
        # The steps are bounded on purpose: see STEPS.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = LogisticRegression(C=c, max_iter=STEPS, tol=1e-3, class_weight="balanced").fit(vectors, truth)
    return _regression(fitted, classes, one_against_rest=False)


def fit_wording(words: WeighedWords, truth: np.ndarray, c: float, classes: int) -> Regression:
    """Fit weighted words, each class against the rest: on sparse rows a sixth of the time, and no worse.

    Args:
        words: of n texts.
        truth, c, classes: as for `fit_meaning`.
    """
    fitted = LogisticRegression(C=c, solver="liblinear", class_weight="balanced", random_state=SEED)
    fitted.fit(words.matrix(), truth)
    return _regression(fitted, classes, one_against_rest=True)


def _regression(fitted: LogisticRegression, classes: int, one_against_rest: bool) -> Regression:
    weights = np.zeros((fitted.coef_.shape[1], classes), dtype=np.float32)
    offsets = np.full(classes, IMPOSSIBLE, dtype=np.float32)
    weights[:, fitted.classes_] = fitted.coef_.T
    offsets[fitted.classes_] = fitted.intercept_
    return Regression(weights, offsets, one_against_rest)


def fit_yes_no(figures: np.ndarray, yes: np.ndarray) -> YesNo:
    """Fit a small regression with two outcomes.

    Args:
        figures: shape (n, figures).
        yes: the outcome of each row, shape (n,). If all are alike, that outcome is always expected.
    """
    if yes.all() or not yes.any():
        return YesNo(np.zeros(figures.shape[1]), -IMPOSSIBLE if yes.all() else IMPOSSIBLE)
    fitted = LogisticRegression(max_iter=3000).fit(figures, yes)
    return YesNo(fitted.coef_[0], float(fitted.intercept_[0]))


def accuracy(probability: np.ndarray, truth: np.ndarray) -> float:
    """Share of rows whose likeliest class is the true one."""
    return float((probability.argmax(axis=1) == truth).mean())
