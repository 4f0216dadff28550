"""The sentence encoder and its files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nscp import encoder as encoder_module
from nscp.encoder import BATCH, COST_OF_A_RUN, MODEL_SHA256, EncoderError, SentenceEncoder, batches_of, packaged_model
from nscp.encoder_graph import has_int8_units


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

    np.testing.assert_allclose(among[1], encoder.encode([short])[0], atol=5e-4)
    np.testing.assert_array_equal(among[0], among[2])


@pytest.mark.skipif(not has_int8_units(), reason="the packaged file is run as it is on this processor")
def test_int8_units_compute_what_the_packaged_file_says(encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["how long does it take", "who sees the report, and will they know that it is about us?", "", "word " * 300]
    monkeypatch.setattr(encoder_module, "has_int8_units", lambda: False)

    as_packaged = SentenceEncoder(packaged_model(), MODEL_SHA256).encode(texts)

    np.testing.assert_allclose(encoder.encode(texts), as_packaged, atol=5e-4)


def test_texts_of_about_the_same_length_share_a_run() -> None:
    assert batches_of([5, 12, 6]) == [[1, 2, 0]]
    assert batches_of([5, 60, 6]) == [[1], [2, 0]]
    assert batches_of([]) == []


def test_many_texts_are_hardly_padded() -> None:
    lengths = [length for length in range(3, 40) for _ in range(40)]

    batches = batches_of(lengths)

    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert max(map(len, batches)) == BATCH
    for batch in batches:
        assert sum(lengths[batch[0]] - lengths[index] for index in batch) <= COST_OF_A_RUN


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
