"""The packaged encoder's computation, rebuilt: several texts share a run, and int8 units are used where there are any.

The packaged file keeps its weights as int8, but computes in float32: each run fetches 42 MB of weights from memory. Where
the processor has int8 units the weights stay int8 here, a quarter of that. What is multiplied with them is split into two
int8 numbers, one for the whole and one for what rounding left over, so that hardly anything is lost (see
docs/decisions/encoder.md).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assistant.nlu.encoder.adapter import Adapter, matrices_of
from assistant.nlu.encoder.onnx_file import OnnxGraph, Value, tensors_of

LAYERS, HEADS = 6, 12
EPSILON = 1e-12
EMBEDDINGS = "inner.embeddings."
LARGEST_INT8 = 127
ZERO = np.array(128, dtype=np.uint8)  # int8 numbers are multiplied as uint8 numbers around this
FINER = 2 * LARGEST_INT8  # how many steps of the second number make one of the first


def has_int8_units() -> bool:
    """Whether the processor multiplies int8 exactly; older ones let sums overflow, in ONNX Runtime too."""
    cpu = Path("/proc/cpuinfo")
    return cpu.exists() and "vnni" in cpu.read_text(encoding="ascii", errors="ignore")


def rebuilt_model(model: bytes, int8: bool, adapter: Adapter | None = None) -> bytes:
    """Return the same encoder as another ONNX file, which takes several texts one after the other, in one row of tokens.

    Its inputs are `input_ids` and `places` (of each token, the place in its text), int64 of shape (1, tokens), and
    `attention_bias`, float32 of shape (1, 1, tokens, tokens): 0 where both tokens are of one text, else a number so far
    below that the two take no notice of each other. Its output is `last_hidden_state`, float32 of shape (1, tokens, 384).

    Args:
        model: the content of the packaged file.
        int8: for a processor with int8 units.
        adapter: what is added to the matrices, or None.
    """
    stored = tensors_of(model)
    return _Encoder(adapter.added_to(stored) if adapter else stored, int8).written()


class _Encoder:
    """Writes the graph of a BERT encoder."""

    def __init__(self, stored: dict[str, np.ndarray], int8: bool) -> None:
        self._stored = stored
        self._int8 = int8
        self._matrices = matrices_of(stored)
        self._graph = OnnxGraph()

    def written(self) -> bytes:
        """Return the ONNX file."""
        states, norm = self._embeddings(), f"{EMBEDDINGS}LayerNorm."
        for layer in range(LAYERS):
            states, norm = self._layer(layer, states, norm)
        tokens: Value = (np.int64, ["row", "tokens"])
        bias: Value = (np.float32, ["row", "head", "tokens", "tokens"])
        inputs = {"input_ids": tokens, "places": tokens, "attention_bias": bias}
        return self._graph.model(inputs, states, "last_hidden_state", (np.float32, ["row", "tokens", "numbers"]))

    def _embeddings(self) -> str:
        """Add word and place of each token. Texts are never pairs here, so all tokens are of the first type."""
        words = self._node("Gather", self._tensor(f"{EMBEDDINGS}word_embeddings.weight_q"), "input_ids", axis=0)
        scales = self._node("Gather", self._tensor(f"{EMBEDDINGS}word_embeddings.weight_scale"), "input_ids", axis=0)
        scaled = self._node("Mul", self._node("Cast", words, to=1), scales)
        places = self._weights(f"{EMBEDDINGS}position_embeddings.weight")
        table = self._graph.tensor(places + self._stored[f"{EMBEDDINGS}token_type_embeddings.weight"][0])
        place = self._node("Gather", table, "places", axis=0)
        norm = f"{EMBEDDINGS}LayerNorm"
        parts = self._node("Add", scaled, place), self._tensor(f"{norm}.weight"), self._tensor(f"{norm}.bias")
        return self._node("LayerNormalization", *parts, axis=-1, epsilon=EPSILON)

    def _layer(self, layer: int, states: str, norm: str) -> tuple[str, str]:
        """Add a layer to states that a normalisation put out; return its states, and the name of its last normalisation."""
        query, key, value, attention, intermediate, output = self._matrices[layer]
        prefix = f"inner.encoder.layer.{layer}."
        biases = [self._stored[f"{prefix}attention.self.{part}.bias"] for part in ("query", "key", "value")]
        together = self._multiplied(states, self._largest(norm), query, key, value)
        thirds = self._graph.node("Split", together, outputs=3, axis=-1)
        bias = self._graph.tensor(np.concatenate(biases))
        parts = *thirds, bias, "", "attention_bias"
        attended = self._node("MultiHeadAttention", *parts, microsoft=True, num_heads=HEADS)
        # What attention puts out is a mean of values, so no larger than these.
        largest = self._largest_after(norm, value, biases[2])
        states = self._added(self._multiplied(attended, largest, attention), states, f"{prefix}attention.output.")
        norm = f"{prefix}attention.output.LayerNorm."
        bend = f"{prefix}intermediate.dense.bias"
        wide = self._multiplied(states, self._largest(norm), intermediate)
        wide = self._node("FastGelu", wide, self._tensor(bend), microsoft=True)  # makes no number larger
        largest = self._largest_after(norm, intermediate, self._stored[bend])
        states = self._added(self._multiplied(wide, largest, output), states, f"{prefix}output.")
        return states, f"{prefix}output.LayerNorm."

    def _largest(self, norm: str) -> float:
        """Return what no number that comes out of a normalisation can exceed, whatever the text.

        Before weight and bias, 384 numbers have mean square 1, so none exceeds the root of 384.
        """
        weight, bias = self._stored[f"{norm}weight"], self._stored[f"{norm}bias"]
        return float((np.sqrt(len(weight)) * np.abs(weight) + np.abs(bias)).max())

    def _largest_after(self, norm: str, matrix: str, more: np.ndarray) -> float:
        """Return what no number can exceed after a normalisation, a matrix and its bias.

        No sum of products exceeds the product of the two lengths.
        """
        weight, bias, weights = self._stored[f"{norm}weight"], self._stored[f"{norm}bias"], self._weights(matrix)
        lengths = np.linalg.norm(weight[:, np.newaxis] * weights, axis=0)
        return float((np.sqrt(len(weight)) * lengths + np.abs(bias @ weights + more)).max())

    def _multiplied(self, states: str, largest: float, *matrices: str) -> str:
        """Multiply states, none of whose numbers exceeds the largest, by matrices side by side."""
        if not self._int8:
            return self._node("MatMul", states, self._graph.tensor(np.concatenate([*map(self._weights, matrices)], axis=1)))
        weights = np.concatenate([self._stored[f"{name}_q"] for name in matrices], axis=1)
        scales = np.concatenate([self._stored[f"{name}_scale"][0] for name in matrices])
        step, zero = self._number(largest / LARGEST_INT8), self._graph.tensor(ZERO)
        whole = self._node("QuantizeLinear", states, step, zero)
        left = self._node("Sub", states, self._node("DequantizeLinear", whole, step, zero))
        rest = self._node("QuantizeLinear", left, self._number(largest / LARGEST_INT8 / FINER), zero)
        # One below the other, so that the weights are fetched once for both.
        both = self._node("Concat", whole, rest, axis=0)
        parts = both, self._graph.tensor(weights), step, self._graph.tensor(scales), zero
        return self._rejoined(self._node("MatMulIntegerToFloat", *parts, microsoft=True), weights.shape[1])

    def _rejoined(self, halves: str, width: int) -> str:
        """Add the second half, in its finer steps, to the first, in one reading; shape (1, tokens, width)."""
        two_rows = self._node("Reshape", halves, self._graph.tensor(np.array([2, -1])))
        shares = self._graph.tensor(np.array([[1, 1 / FINER]], dtype=np.float32))
        return self._node("Reshape", self._node("MatMul", shares, two_rows), self._graph.tensor(np.array([1, -1, width])))

    def _added(self, states: str, earlier: str, prefix: str) -> str:
        """Add a part's result to what went into it, and normalise."""
        names = ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
        stored = [self._tensor(f"{prefix}{name}") for name in names]
        return self._node("SkipLayerNormalization", states, earlier, *stored, microsoft=True, epsilon=EPSILON)

    def _weights(self, name: str) -> np.ndarray:
        """Return a stored matrix in float32."""
        return np.asarray(self._stored[f"{name}_q"] * self._stored[f"{name}_scale"])

    def _number(self, number: float) -> str:
        return self._graph.tensor(np.array(number, dtype=np.float32))

    def _tensor(self, name: str) -> str:
        return self._graph.tensor(self._stored[name])

    def _node(self, operator: str, *inputs: str, microsoft: bool = False, **attributes: float) -> str:
        return self._graph.node(operator, *inputs, outputs=1, microsoft=microsoft, **attributes)[0]
