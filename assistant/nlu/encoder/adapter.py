"""The encoder's adapter: a small addition to its matrices that makes it tell apart what families write here.

Every matrix gets the product of two thin ones added (LoRA: Hu and others 2021, arXiv:2106.09685). They are learned by
`make adapt` (tools/adapt/training.py) and added when the encoder is loaded, so that a message costs no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FILE = "encoder_adapter.npz"
MATRICES = ("query", "key", "value", "attention", "intermediate", "output")  # of a layer, in the order of the model file
LARGEST_INT8 = 127


class AdapterError(Exception):
    """The adapter's file is missing or broken."""


@dataclass(frozen=True)
class Adapter:
    """The thin matrices.

    Attributes:
        down: (layer, matrix) -> shape (inputs, rank).
        up: (layer, matrix) -> shape (rank, outputs).
    """

    down: Mapping[tuple[int, str], np.ndarray]
    up: Mapping[tuple[int, str], np.ndarray]

    @property
    def rank(self) -> int:
        """Return how many columns the thin matrices have."""
        return next(iter(self.down.values())).shape[1]

    @property
    def fingerprint(self) -> str:
        """Return a hash of all numbers: vectors differ where this does."""
        found = hashlib.sha256()
        for key in sorted(self.down):
            found.update(self.down[key].astype(np.float16).tobytes())
            found.update(self.up[key].astype(np.float16).tobytes())
        return found.hexdigest()

    def added_to(self, stored: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return the tensors of the model file with the adapter in them, as int8 again.

        Args:
            stored: name -> tensor; a matrix is kept as `<name>_q`, int8 of shape (inputs, outputs), with `<name>_scale`, one
                number for each output.
        """
        changed = dict(stored)
        for layer, names in enumerate(matrices_of(stored)):
            for matrix, name in zip(MATRICES, names, strict=True):
                if (layer, matrix) in self.down:
                    whole = stored[f"{name}_q"] * stored[f"{name}_scale"] + self.down[layer, matrix] @ self.up[layer, matrix]
                    scale = np.abs(whole).max(axis=0, keepdims=True) / LARGEST_INT8
                    changed[f"{name}_q"] = np.rint(whole / scale).astype(np.int8)
                    changed[f"{name}_scale"] = scale.astype(np.float32)
        return changed

    def mean_with(self, other: Adapter, rank: int) -> Adapter:
        """Return the mean of two adapters, each matrix as the nearest product of two matrices of at most this rank.

        Two that were learned apart from each other, or from fewer examples, are wrong about different messages; their mean
        does better than either (Wortsman and others 2022, "Model soups", arXiv:2203.05482).
        """
        down: dict[tuple[int, str], np.ndarray] = {}
        up: dict[tuple[int, str], np.ndarray] = {}
        for key in self.down:
            left, right = np.hstack([self.down[key], other.down[key]]), np.vstack([self.up[key], other.up[key]]) / 2
            if left.shape[1] > rank:
                (base, left), (end, right) = np.linalg.qr(left), np.linalg.qr(right.T)
                turned, strength, back = np.linalg.svd(left @ right.T)
                left, right = base @ turned[:, :rank], strength[:rank, np.newaxis] * back[:rank] @ end.T
            down[key], up[key] = left.astype(np.float32), right.astype(np.float32)
        return Adapter(down, up)

    def save(self, path: Path) -> None:
        """Write one npz file, without pickle, in half precision."""
        arrays = {f"{layer}.{matrix}.down": value for (layer, matrix), value in self.down.items()}
        arrays |= {f"{layer}.{matrix}.up": value for (layer, matrix), value in self.up.items()}
        np.savez_compressed(path, **{name: value.astype(np.float16) for name, value in sorted(arrays.items())})

    @classmethod
    def load(cls, path: Path) -> Adapter:
        """Read what `save` wrote.

        Raises:
            AdapterError: the file is missing or is no adapter.
        """
        down: dict[tuple[int, str], np.ndarray] = {}
        up: dict[tuple[int, str], np.ndarray] = {}
        try:
            with np.load(path, allow_pickle=False) as arrays:
                for name in arrays.files:
                    layer, matrix, side = name.split(".")
                    (down if side == "down" else up)[int(layer), matrix] = arrays[name].astype(np.float32)
        except (OSError, ValueError) as error:
            raise AdapterError(
                f"{path} cannot be read: {error}. Restore it from git, or make it again with `make adapt`."
            ) from error
        return cls(down, up)


def matrices_of(stored: Mapping[str, np.ndarray]) -> list[list[str]]:
    """Return the names of each layer's matrices, in the order of `MATRICES`; the model file numbers them layer by layer."""
    names = [name[:-2] for name in stored if name.startswith("val_") and name.endswith("_q")]
    return [names[start : start + len(MATRICES)] for start in range(0, len(names), len(MATRICES))]
