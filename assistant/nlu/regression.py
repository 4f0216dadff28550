"""A fitted logistic regression as plain arrays, and the few functions around probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.nlu.tfidf import TfidfRows

TINY = 1e-6


@dataclass(frozen=True)
class Regression:
    """A fitted logistic regression with several classes.

    Attributes:
        weights: shape (features, classes).
        offsets: shape (classes,).
        one_against_rest: True if each class was fitted against all others, False if all together.
    """

    weights: np.ndarray
    offsets: np.ndarray
    one_against_rest: bool

    def probability(self, features: np.ndarray | TfidfRows) -> np.ndarray:
        """Return the probabilities, shape (n, classes), of n texts' features."""
        scores = features @ self.weights + self.offsets
        if not self.one_against_rest:
            return softmax(scores)
        powers = sigmoid(scores) + TINY
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class YesNo:
    """A fitted logistic regression with two outcomes.

    Attributes:
        weights: shape (features,).
        offset: a number.
    """

    weights: np.ndarray
    offset: float

    def probability(self, features: np.ndarray) -> np.ndarray:
        """Return the probability of yes, shape (n,), of features of shape (n, features)."""
        return sigmoid(features @ self.weights + self.offset)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the scores of each row as probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def sigmoid(scores: np.ndarray) -> np.ndarray:
    """Return scores as probabilities of yes."""
    return np.asarray(1.0 / (1.0 + np.exp(-scores)))


def log_odds(probability: np.ndarray) -> np.ndarray:
    """Return the logarithm of the odds, kept finite."""
    return np.asarray(np.log((probability + TINY) / (1 - probability + TINY)))


def mix(meaning: np.ndarray, wording: np.ndarray, wording_share: float) -> np.ndarray:
    """Return the geometric mean of two sets of probabilities, rows summing to 1 again."""
    return softmax(np.log(meaning + TINY) * (1 - wording_share) + np.log(wording + TINY) * wording_share)
