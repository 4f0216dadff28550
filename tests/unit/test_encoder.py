"""The sentence encoder and its files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.nlu.encoder import sentence_encoder as encoder_module
from assistant.nlu.encoder.graph import has_int8_units
from assistant.nlu.encoder.sentence_encoder import (
    LONGEST_RUN,
    MODEL_SHA256,
    EncoderError,
    SentenceEncoder,
    assigned_to_runs,
    packaged_model,
)

NEEDS_INT8_UNITS = pytest.mark.skipif(not has_int8_units(), reason="this processor has no int8 units")


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(packaged_model(), MODEL_SHA256)


def test_vectors_have_length_one(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(["how long does it take", "who sees the report", ""])

    assert vectors.shape == (3, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)


def test_near_meanings_have_near_vectors(encoder: SentenceEncoder) -> None:
    long, duration, weather = encoder.encode(["how long will it take", "what is the duration", "is it raining"])

    assert long @ duration > long @ weather


def test_a_sentence_has_the_same_vector_alone_and_beside_a_longer_one(encoder: SentenceEncoder) -> None:
    short, long = "will our names be in it", "what will they do about us and when will they be done with it"

    among = encoder.encode([long, short, long])

    np.testing.assert_allclose(among[1], encoder.encode([short])[0], atol=1e-4)
    np.testing.assert_array_equal(among[0], among[2])


@pytest.mark.parametrize("int8", [pytest.param(True, marks=NEEDS_INT8_UNITS), False])
def test_rebuilt_it_computes_what_the_packaged_file_says(int8: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["how long does it take", "who sees the report, and will they know that it is about us?", "", "word " * 300]
    monkeypatch.setattr(encoder_module, "has_int8_units", lambda: int8)

    rebuilt = SentenceEncoder(packaged_model(), MODEL_SHA256).encode(texts)

    monkeypatch.setattr(encoder_module, "MODEL_SHA256", "of another file")
    np.testing.assert_allclose(rebuilt, SentenceEncoder(packaged_model(), MODEL_SHA256).encode(texts), atol=1e-3)


def test_a_message_and_its_sentences_are_shared_among_the_processors() -> None:
    assert assigned_to_runs([30, 16, 8, 6], processors=2) == [[0], [1, 2, 3]]
    assert assigned_to_runs([30, 16, 8, 6], processors=1) == [[0, 1, 2, 3]]


def test_a_few_tokens_are_not_worth_two_runs() -> None:
    assert assigned_to_runs([5, 12, 6], processors=2) == [[1, 2, 0]]
    assert assigned_to_runs([200], processors=2) == [[0]]


def test_runs_of_many_texts_are_about_as_long() -> None:
    lengths = [length for length in range(3, 40) for _ in range(40)]

    runs = assigned_to_runs(lengths, processors=2)

    assert sorted(index for run in runs for index in run) == list(range(len(lengths)))
    tokens = [sum(lengths[index] for index in run) for run in runs]
    assert min(tokens) > 0.8 * LONGEST_RUN
    assert max(tokens) < 1.2 * LONGEST_RUN


def test_no_text_has_no_vector(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_very_long_text_is_cut_not_refused(encoder: SentenceEncoder) -> None:
    assert encoder.encode(["word " * 5000]).shape == (1, 384)


def test_another_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    other = tmp_path / "model.onnx"
    other.write_bytes(b"not the model")

    with pytest.raises(EncoderError, match="NSCP_ENCODER_SHA256"):
        SentenceEncoder(other, MODEL_SHA256)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"missing\.onnx does not exist"):
        SentenceEncoder(tmp_path / "missing.onnx", MODEL_SHA256)
