"""Fits the logistic regressions of the topic model and of the safety model."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from assistant.nlu.regression import Regression, YesNo
from assistant.nlu.word_weights import WeighedWords

SEED = 0
STEPS = 40  # of the solver; more change nothing that held-out examples can see
IMPOSSIBLE = -30.0  # offset of a class without examples


def fit_both(
    vectors: np.ndarray, words: WeighedWords, truth: np.ndarray, cs: tuple[float, float], classes: int
) -> tuple[Regression, Regression]:
    """Fit by meaning and by wording, side by side: both solvers leave Python free.

    Args:
        vectors, words, truth, classes: as below.
        cs: inverse strength of the regularisation by meaning and by wording.
    """
    with ThreadPoolExecutor(1) as other:
        wording = other.submit(fit_wording, words, truth, cs[1], classes)
        return fit_meaning(vectors, truth, cs[0], classes), wording.result()


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
    found, found_offsets = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:  # scikit-learn then tells the second class alone, against the first
        share = 1.0 if one_against_rest else 0.5
        found, found_offsets = (np.concatenate([-values, values]) * share for values in (found, found_offsets))
    weights[:, fitted.classes_] = found.T
    offsets[fitted.classes_] = found_offsets
    return Regression(weights, offsets, one_against_rest)


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
