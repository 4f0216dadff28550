"""The sentence encoder and its files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nscp.encoder import MODEL_SHA256, EncoderError, SentenceEncoder, packaged_model


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


def test_a_sentence_alone_and_among_others_has_nearly_the_same_vector(encoder: SentenceEncoder) -> None:
    alone = encoder.encode(["will our names be in it"])[0]
    among = encoder.encode(["will our names be in it", "what will they do about us"])[0]

    assert alone @ among > 0.99


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
