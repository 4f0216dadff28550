"""Sentences as weighted words and word pairs (tf-idf), kept in plain arrays so that a model loads without pickle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix

LEAST_SENTENCES = 2  # a word pair seen once teaches nothing that generalises


def terms(plain: str) -> Iterator[str]:
    """The words of a plain text and each pair of neighbours."""
    words = plain.split()
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))


class WordWeights:
    """Turns plain texts into sparse rows of length 1; the rarer a term, the heavier."""

    def __init__(self, vocabulary: Sequence[str], rarity: np.ndarray) -> None:
        """Set up from stored values.

        Args:
            vocabulary: the terms, in column order.
            rarity: weight of each term, shape (terms,).
        """
        self.vocabulary = list(vocabulary)
        self.rarity = rarity
        self._column = {term: column for column, term in enumerate(self.vocabulary)}

    @classmethod
    def learn(cls, texts: Sequence[str]) -> WordWeights:
        """Count terms in plain texts: weight = 1 + ln((1 + sentences) / (1 + sentences with the term))."""
        seen = Counter(term for text in texts for term in set(terms(text)))
        vocabulary = sorted(term for term, count in seen.items() if count >= LEAST_SENTENCES)
        counts = np.array([seen[term] for term in vocabulary])
        return cls(vocabulary, (1 + np.log((1 + len(texts)) / (1 + counts))).astype(np.float32))

    def weigh(self, texts: Iterable[str]) -> csr_matrix:
        """Weigh plain texts.

        Returns:
            Sparse matrix of shape (texts, terms), float32; rows have length 1, or 0 if no term is known.
        """
        columns: list[int] = []
        values: list[float] = []
        starts = [0]
        for text in texts:
            counts = Counter(self._column[term] for term in terms(text) if term in self._column)
            weights = [(1 + np.log(count)) * self.rarity[column] for column, count in counts.items()]
            length = float(np.linalg.norm(weights)) or 1.0
            columns.extend(counts)
            values.extend(weight / length for weight in weights)
            starts.append(len(columns))
        shape = (len(starts) - 1, len(self.vocabulary))
        return csr_matrix((np.array(values, dtype=np.float32), columns, starts), shape=shape)
