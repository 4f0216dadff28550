"""The packaged encoder's computation, arranged for a processor with int8 units.

The packaged file keeps its weights as int8, but computes in float32: each run fetches 42 MB of weights from memory. Here
the weights stay int8, a quarter of that. What is multiplied with them is split into two int8 numbers, one for the whole and
one for what rounding left over, so that hardly anything is lost (see docs/decisions/encoder.md).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nscp.onnx_file import OnnxGraph, tensors_of

LAYERS, HEADS = 6, 12
EPSILON = 1e-12
EMBEDDINGS = "inner.embeddings."


def has_int8_units() -> bool:
    """True if the processor multiplies int8 exactly; older ones let sums overflow, in ONNX Runtime too."""
    cpu = Path("/proc/cpuinfo")
    return cpu.exists() and "vnni" in cpu.read_text(encoding="ascii", errors="ignore")


def rearranged(model: bytes) -> bytes:
    """The same encoder as another ONNX file, for ONNX Runtime on a processor with int8 units.

    Args:
        model: the content of the packaged file.
    """
    return _Encoder(model).written()


class _Encoder:
    """Writes the graph of a BERT encoder."""

    def __init__(self, model: bytes) -> None:
        self._stored = tensors_of(model)
        # Matrices have numbers for names; in the file each layer's stand together: query, key, value, attention's output,
        # intermediate, output.
        self._matrices = [name[:-2] for name in self._stored if name.startswith("val_") and name.endswith("_q")]
        self._graph = OnnxGraph()

    def written(self) -> bytes:
        """The ONNX file."""
        states = self._embeddings()
        mask = self._node("Cast", "attention_mask", to=6)
        for layer in range(LAYERS):
            states = self._layer(layer, states, mask)
        tokens = (np.int64, ["rows", "tokens"])
        inputs = {name: tokens for name in ("input_ids", "attention_mask", "token_type_ids")}
        return self._graph.model(inputs, states, "last_hidden_state", (np.float32, ["rows", "tokens", "numbers"]))

    def _embeddings(self) -> str:
        """Word and place of each token. Texts are never pairs here, so all tokens are of the first type."""
        words = self._node("Gather", self._tensor(f"{EMBEDDINGS}word_embeddings.weight_q"), "input_ids", axis=0)
        scales = self._node("Gather", self._tensor(f"{EMBEDDINGS}word_embeddings.weight_scale"), "input_ids", axis=0)
        scaled = self._node("Mul", self._node("Cast", words, to=1), scales)
        stored = f"{EMBEDDINGS}position_embeddings.weight"
        places = self._stored[f"{stored}_q"] * self._stored[f"{stored}_scale"]
        table = self._graph.tensor(places + self._stored[f"{EMBEDDINGS}token_type_embeddings.weight"][0])
        start = self._graph.tensor(np.array([0]))
        place = self._node("Slice", table, start, self._node("Shape", "input_ids", start=1, end=2), start)
        norm = f"{EMBEDDINGS}LayerNorm"
        parts = self._node("Add", scaled, place), self._tensor(f"{norm}.weight"), self._tensor(f"{norm}.bias")
        return self._node("LayerNormalization", *parts, axis=-1, epsilon=EPSILON)

    def _layer(self, layer: int, states: str, mask: str) -> str:
        query, key, value, attention, intermediate, output = self._matrices[6 * layer : 6 * layer + 6]
        prefix = f"inner.encoder.layer.{layer}."
        biases = [self._stored[f"{prefix}attention.self.{part}.bias"] for part in ("query", "key", "value")]
        together = self._multiplied(states, query, key, value)
        thirds = self._graph.node("Split", together, outputs=3, axis=-1)
        bias = self._graph.tensor(np.concatenate(biases))
        attended = self._node("MultiHeadAttention", *thirds, bias, mask, microsoft=True, num_heads=HEADS)
        states = self._added(self._multiplied(attended, attention), states, f"{prefix}attention.output.")
        wide = self._multiplied(states, intermediate)
        wide = self._node("BiasGelu", wide, self._tensor(f"{prefix}intermediate.dense.bias"), microsoft=True)
        return self._added(self._multiplied(wide, output), states, f"{prefix}output.")

    def _multiplied(self, states: str, *matrices: str) -> str:
        """States times int8 matrices side by side, in two steps: whole int8 numbers, then what their rounding left."""
        weights = self._graph.tensor(np.concatenate([self._stored[f"{name}_q"] for name in matrices], axis=1))
        scales = self._graph.tensor(np.concatenate([self._stored[f"{name}_scale"][0] for name in matrices]))
        whole, scale, zero = self._graph.node("DynamicQuantizeLinear", states, outputs=3)
        rough = self._node("MatMulIntegerToFloat", whole, weights, scale, scales, zero, microsoft=True)
        left = self._node("Sub", states, self._node("DequantizeLinear", whole, scale, zero))
        rest = self._node("DynamicQuantizeMatMul", left, weights, scales, microsoft=True)
        return self._node("Add", rough, rest)

    def _added(self, states: str, earlier: str, prefix: str) -> str:
        """A part's result and what went into it, added and normalised."""
        names = ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
        stored = [self._tensor(f"{prefix}{name}") for name in names]
        return self._node("SkipLayerNormalization", states, earlier, *stored, microsoft=True, epsilon=EPSILON)

    def _tensor(self, name: str) -> str:
        return self._graph.tensor(self._stored[name])

    def _node(self, operator: str, *inputs: str, microsoft: bool = False, **attributes: float) -> str:
        return self._graph.node(operator, *inputs, outputs=1, microsoft=microsoft, **attributes)[0]
