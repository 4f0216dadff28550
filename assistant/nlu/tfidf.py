"""Sentences as weighted words and word pairs (tf-idf), kept in plain arrays so that a model loads without pickle."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix

LEAST_SENTENCES = 2  # a word pair seen once teaches nothing that generalises


def terms(plain: str) -> Iterator[str]:
    """Return the words of a plain text and each pair of neighbours."""
    words = plain.split()
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))


@dataclass(frozen=True)
class TfidfRows:
    """Weighted terms of n texts. One text knows few terms: multiplying by hand spares scipy's checks, ten times the work.

    Attributes:
        columns: of each text, the columns of its terms.
        values: of each text, the weight of each of these terms.
        terms: how many columns there are.
    """

    columns: tuple[np.ndarray, ...]
    values: tuple[np.ndarray, ...]
    terms: int

    def __matmul__(self, weights: np.ndarray) -> np.ndarray:
        """Return scores of shape (n, classes), for weights of shape (terms, classes)."""
        return np.array(
            [values @ weights[columns] for columns, values in zip(self.columns, self.values, strict=True)],
            dtype=np.float32,
        ).reshape(len(self.values), weights.shape[1])

    def first(self, count: int) -> TfidfRows:
        """Return the first few texts."""
        return TfidfRows(self.columns[:count], self.values[:count], self.terms)

    def matrix(self) -> csr_matrix:
        """Return the same as a sparse matrix of shape (n, terms), for many texts."""
        starts = np.cumsum([0, *map(len, self.columns)])
        return csr_matrix(
            (np.concatenate(self.values), np.concatenate(self.columns), starts), shape=(len(self.values), self.terms)
        )


class Tfidf:
    """Turns plain texts into weighted terms; the rarer a term, the heavier."""

    def __init__(self, vocabulary: Sequence[str], rarity: np.ndarray) -> None:
        """Set up from stored values.

        Args:
            vocabulary: the terms, in column order.
            rarity: weight of each term, shape (terms,).
        """
        self.vocabulary = list(vocabulary)
        self.rarity = rarity
        self._rarity = rarity.tolist()  # plain numbers are quicker to take one by one
        self._column = {term: column for column, term in enumerate(self.vocabulary)}

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Tfidf:
        """Count terms in plain texts: weight = 1 + ln((1 + sentences) / (1 + sentences with the term))."""
        seen = Counter(term for text in texts for term in set(terms(text)))
        vocabulary = sorted(term for term, count in seen.items() if count >= LEAST_SENTENCES)
        counts = np.array([seen[term] for term in vocabulary])
        return cls(vocabulary, (1 + np.log((1 + len(texts)) / (1 + counts))).astype(np.float32))

    def weigh(self, texts: Iterable[str]) -> TfidfRows:
        """Weigh plain texts; the weights of each have length 1, or there are none if no term is known."""
        columns: list[np.ndarray] = []
        values: list[np.ndarray] = []
        for text in texts:
            counts = Counter(self._column[term] for term in terms(text) if term in self._column)
            weights = [(1 + math.log(count)) * self._rarity[column] for column, count in counts.items()]
            length = math.sqrt(sum(weight * weight for weight in weights))
            columns.append(np.array(list(counts), dtype=np.intp))
            values.append(np.array([weight / length for weight in weights], dtype=np.float32))
        return TfidfRows(tuple(columns), tuple(values), len(self.vocabulary))
