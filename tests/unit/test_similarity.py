"""Closeness to the examples."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.nlu import similarity


@pytest.mark.parametrize("int8", [True, False])
@pytest.mark.parametrize("sentences", [1, 2, 9])
def test_cosines_are_those_of_each_sentence_to_each_example(
    monkeypatch: pytest.MonkeyPatch, sentences: int, int8: bool
) -> None:
    monkeypatch.setattr(similarity, "has_int8_units", lambda: int8)
    vectors = np.random.default_rng(0).normal(size=(30, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    found = similarity.ExampleSimilarity(vectors[:20]).cosines(vectors[-sentences:])

    np.testing.assert_allclose(found, vectors[-sentences:] @ vectors[:20].T, atol=0.003 if int8 else 1e-6)
