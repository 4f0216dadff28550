"""Splits examples into folds so that near-duplicates never stand on both sides of a comparison."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

NEAR = 0.95  # cosine from which two sentences say the same in nearly the same words
BLOCK = 1024


def near_duplicate_groups(vectors: np.ndarray) -> np.ndarray:
    """Group sentences linked by near-duplicates.

    Args:
        vectors: unit vectors, shape (n, dimensions).

    Returns:
        Group number of each sentence, shape (n,).
    """
    rows, columns = [], []
    for start in range(0, len(vectors), BLOCK):
        cosines = vectors[start : start + BLOCK] @ vectors.T
        row, column = np.nonzero(np.triu(cosines, start + 1) >= NEAR)
        rows.append(row + start)
        columns.append(column)
    links = np.concatenate(rows), np.concatenate(columns)
    graph = csr_matrix((np.ones(len(links[0])), links), shape=(len(vectors), len(vectors)))
    return np.asarray(connected_components(graph, directed=False)[1])


def folds_without_near_duplicates(vectors: np.ndarray, truth: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """Deal groups of near-duplicates into folds, each topic spread evenly.

    Args:
        vectors: unit vectors, shape (n, dimensions).
        truth: topic number of each sentence, shape (n,).
        folds: how many.
        seed: of the shuffling.

    Returns:
        Fold number of each sentence, shape (n,).
    """
    groups = near_duplicate_groups(vectors)
    order = np.random.default_rng(seed).permutation(len(groups))
    fold_of_group: dict[int, int] = {}
    dealt = np.zeros((int(truth.max()) + 1, folds), dtype=int)
    for index in order:
        group = int(groups[index])
        if group not in fold_of_group:
            fold_of_group[group] = int(dealt[truth[index]].argmin())
        dealt[truth[index], fold_of_group[group]] += 1
    return np.array([fold_of_group[int(group)] for group in groups])
