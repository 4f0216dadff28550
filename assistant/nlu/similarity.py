"""Similarity of a few sentences to every example.

ONNX Runtime, which is here for the encoder, reads the examples once for all sentences and on one thread. NumPy's BLAS reads
them again for each sentence, on as many threads as there are processors, and these spin while they wait for each other.
"""

from __future__ import annotations

import numpy as np
import onnxruntime

from assistant.nlu.encoder.graph import has_int8_units
from assistant.nlu.encoder.onnx_file import OnnxGraph

LARGEST_INT8 = 127


class ExampleSimilarity:
    """Holds the examples in the form in which they are multiplied."""

    def __init__(self, examples: np.ndarray) -> None:
        """Set up.

        Args:
            examples: unit vectors, shape (examples, 384), float32.
        """
        graph = OnnxGraph()
        product = _int8_product(graph, examples) if has_int8_units() else _product(graph, examples)
        inputs = {"vectors": (np.float32, ["sentences", "numbers"])}
        model = graph.model(inputs, product, "cosines", (np.float32, ["sentences", "examples"]))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def cosines(self, vectors: np.ndarray) -> np.ndarray:
        """Return the cosines of sentences to all examples.

        Args:
            vectors: unit vectors of the sentences, shape (n, 384).

        Returns:
            Shape (n, examples). Where the processor has int8 units they are right to within 0.003.
        """
        (cosines,) = self._session.run(["cosines"], {"vectors": np.asarray(vectors, dtype=np.float32)})
        return np.asarray(cosines)


def _product(graph: OnnxGraph, examples: np.ndarray) -> str:
    return graph.node("MatMul", "vectors", graph.tensor(np.ascontiguousarray(examples.T)))[0]


def _int8_product(graph: OnnxGraph, examples: np.ndarray) -> str:
    """Multiply by examples of 384 bytes instead of 1,536 each: most of the time goes into fetching them from memory."""
    scales = np.abs(examples).max(axis=1, keepdims=True) / LARGEST_INT8
    numbers = graph.tensor(np.ascontiguousarray(np.round(examples / scales).astype(np.int8).T))
    return graph.node("DynamicQuantizeMatMul", "vectors", numbers, graph.tensor(scales[:, 0]), microsoft=True)[0]
