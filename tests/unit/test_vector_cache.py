"""Vectors of the examples, kept by text."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.nlu.vector_cache import BLOCK, FILE, VectorCache


class CountingEncoder:
    """Tells which texts it was asked for; a vector holds the text's length and the encoder's own number."""

    dimensions = 384

    def __init__(self, number: float = 1.0) -> None:
        self.fingerprint = f"encoder {number}"
        self.asked: list[str] = []
        self._number = number

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return np.array([[len(text), self._number] + [0.0] * 382 for text in texts], dtype=np.float32)


def encoded(folder: Path, encoder: Any, texts: Sequence[str]) -> list[list[float]]:
    """What a new cache on this folder returns, as training makes one each time."""
    return VectorCache(folder, encoder).encode(texts)[:, :2].tolist()


def test_only_new_texts_are_encoded(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    encoded(tmp_path, encoder, ["why", "how long"])

    found = encoded(tmp_path, encoder, ["how long", "who", "why"])

    assert encoder.asked == ["why", "how long", "who"]
    assert found == [[8.0, 1.0], [3.0, 1.0], [3.0, 1.0]]


def test_a_text_that_stands_there_twice_is_encoded_once(tmp_path: Path) -> None:
    encoder = CountingEncoder()

    assert encoded(tmp_path, encoder, ["why", "why"]) == [[3.0, 1.0]] * 2
    assert encoder.asked == ["why"]


def test_many_texts_come_back_in_their_order(tmp_path: Path) -> None:
    texts = ["x" * length for length in range(1100, 0, -1)]

    assert [length for length, _ in encoded(tmp_path, CountingEncoder(), texts)] == [len(text) for text in texts]


def test_many_texts_are_encoded_on_all_processors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(2)

    class Together(CountingEncoder):
        def encode(self, texts: Sequence[str]) -> np.ndarray:
            together.wait(10)
            return super().encode(texts)

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    texts = [str(number) for number in range(2 * BLOCK)]

    assert len(encoded(tmp_path, Together(), texts)) == len(texts)


def test_vectors_of_another_encoder_are_not_used(tmp_path: Path) -> None:
    encoded(tmp_path, CountingEncoder(1.0), ["why"])

    assert encoded(tmp_path, CountingEncoder(2.0), ["why"]) == [[3.0, 2.0]]


@pytest.mark.parametrize("content", [b"", b"no archive"], ids=["empty", "no archive"])
def test_a_file_that_cannot_be_read_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)

    assert encoded(tmp_path, CountingEncoder(), ["why"]) == [[3.0, 1.0]]


def test_a_file_that_was_cut_short_counts_as_empty(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    encoded(tmp_path, encoder, ["why"])
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole[: len(whole) // 2])

    assert encoded(tmp_path, encoder, ["why"]) == [[3.0, 1.0]]
    assert encoder.asked == ["why", "why"]


def test_what_was_not_read_last_time_is_forgotten(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    encoded(tmp_path, encoder, ["why", "how long"])
    encoded(tmp_path, encoder, ["why"])

    encoded(tmp_path, encoder, ["how long"])

    assert encoder.asked == ["why", "how long", "how long"]


def test_the_folder_is_made_and_holds_the_file_alone(tmp_path: Path) -> None:
    encoded(tmp_path / "var" / "training", CountingEncoder(), ["why"])

    assert [path.name for path in (tmp_path / "var" / "training").iterdir()] == [FILE]


def test_no_texts_have_no_vectors(tmp_path: Path) -> None:
    assert VectorCache(tmp_path, CountingEncoder()).encode([]).shape == (0, 384)  # type: ignore[arg-type]
