"""Fits a logistic regression that tells several classes apart together, to its end.

Sentence vectors are long in a few directions and short in most, and there a solver takes hundreds of steps. One that is
stopped before leaves weights that hang on every single example: one example fewer changed the likeliest topic of one message
in seventy. So the fit goes on in coordinates in which all directions curve about alike at the start; then some eighty steps
are enough, in less time, and one example moves what one example is worth (docs/decisions/two-regressions.md).
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

STEPS = 80
REMEMBERED = 30  # steps that the solver learns the curvature from
FREE = 1e-6  # how strongly offsets are held to nothing: hardly


def fit_balanced(vectors: np.ndarray, truth: np.ndarray, c: float) -> tuple[np.ndarray, np.ndarray]:
    """Fit all classes together; every class weighs the same.

    Args:
        vectors: shape (n, features).
        truth: class number of each row, shape (n,); each class has a row.
        c: inverse strength of the regularisation, as in scikit-learn.

    Returns:
        Weights, shape (features, classes), and offsets, shape (classes,).
    """
    rows, counts = np.arange(len(truth)), np.bincount(truth)
    classes = len(counts)
    shares = len(truth) / (classes * counts[truth])
    features = np.column_stack([vectors, np.ones(len(vectors))]).astype(np.float64)
    held = np.append(np.full(vectors.shape[1], 1 / c), FREE)[:, np.newaxis]
    # What the loss curves like while all classes are as likely: its inverse root turns and stretches the coordinates.
    curvature = (features * shares[:, np.newaxis]).T @ features / classes + np.diag(held[:, 0])
    strengths, directions = np.linalg.eigh(curvature)
    turn = (directions / np.sqrt(strengths)) @ directions.T
    turned = (features @ turn).astype(np.float32)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(-1, classes)
        scores = turned @ weights.astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        right = scores[rows, truth]
        np.exp(scores, out=scores)
        sums = scores.sum(axis=1)
        scores /= sums[:, np.newaxis]
        scores[rows, truth] -= 1.0
        scores *= shares[:, np.newaxis].astype(np.float32)
        plain = turn @ weights
        value = shares @ (np.log(sums) - right) + 0.5 * (held * plain * plain).sum()
        return float(value), (turned.T @ scores + turn @ (held * plain)).ravel()

    options = {"maxiter": STEPS, "maxcor": REMEMBERED}
    found = minimize(loss, np.zeros(turned.shape[1] * classes), jac=True, method="L-BFGS-B", options=options)
    weights = turn @ found.x.reshape(-1, classes)
    return weights[:-1], weights[-1]
