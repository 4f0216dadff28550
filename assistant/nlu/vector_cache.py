"""Sentence vectors kept by text, so that training encodes only what is new."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from assistant.nlu.encoder.sentence_encoder import SentenceEncoder

logger = logging.getLogger(__name__)

FILE = "vectors.npz"
BLOCK = 512  # texts between two lines of progress


class VectorCache:
    """A file of vectors, found by a hash of the text. It holds what the last training read, and nothing older."""

    def __init__(self, folder: Path, encoder: SentenceEncoder) -> None:
        """Open the cache; a file that cannot be read counts as empty.

        Args:
            folder: where the file is.
            encoder: makes the vectors that are missing. Vectors of another encoder are not used.
        """
        self._file = folder / FILE
        self._encoder = encoder
        self._known = self._read()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of texts, shape (texts, 384), and keep exactly these for the next time."""
        keys = {text: _key(text) for text in dict.fromkeys(texts)}
        missing = [text for text, key in keys.items() if key not in self._known]
        blocks = [missing[start : start + BLOCK] for start in range(0, len(missing), BLOCK)]
        with ThreadPoolExecutor(os.cpu_count()) as threads:  # the encoder takes long texts on one processor
            for block, vectors in zip(blocks, threads.map(self._encoder.encode, blocks), strict=True):
                self._known.update(zip((keys[text] for text in block), vectors, strict=True))
                logger.info("encoded %d more of %d new texts", len(block), len(missing))
        if missing or len(keys) < len(self._known):
            self._known = {key: self._known[key] for key in keys.values()}
            self._write()
        if not texts:
            return np.zeros((0, self._encoder.dimensions), dtype=np.float32)
        return np.stack([self._known[keys[text]] for text in texts])

    def _read(self) -> dict[bytes, np.ndarray]:
        try:
            with self._file.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                if str(stored["encoder"]) != self._encoder.fingerprint:
                    return {}
                return dict(zip((row.tobytes() for row in stored["keys"]), stored["vectors"], strict=True))
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return {}

    def _write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        keys = np.array([np.frombuffer(key, dtype=np.uint8) for key in self._known])
        vectors = np.stack(list(self._known.values())) if self._known else np.zeros((0, self._encoder.dimensions))
        handle, name = tempfile.mkstemp(dir=self._file.parent, suffix=".npz")
        with os.fdopen(handle, "wb") as file:
            np.savez(file, keys=keys, vectors=vectors, encoder=np.array(self._encoder.fingerprint))
        Path(name).replace(self._file)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
