"""Writing ONNX files, reading their tensors, and running them."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest

from assistant.nlu.encoder.onnx_file import OnnxGraph, tensors_of

ARRAYS = [
    np.arange(6, dtype=np.float32).reshape(2, 3) / 7,
    np.array([[-128, 127]], dtype=np.int8),
    np.array([0, 255], dtype=np.uint8),
    np.array([-1, 2**40], dtype=np.int64),
    np.zeros((3, 0), dtype=np.int32),
    np.zeros(400, dtype=np.float32),
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype}{array.shape}")
def test_a_tensor_that_is_written_is_read_again(array: np.ndarray) -> None:
    graph = OnnxGraph()

    name = graph.tensor(array)

    read = tensors_of(graph.model({}, name, "out", (np.float32, [])))
    np.testing.assert_array_equal(read[name], array)
    assert read[name].dtype == array.dtype


def test_onnx_runtime_runs_what_is_written() -> None:
    graph = OnnxGraph()
    (numbers,) = graph.node("Cast", "in", to=1)
    (norm,) = graph.node("LayerNormalization", numbers, graph.tensor(np.ones(2, dtype=np.float32)), axis=-1, epsilon=0.75)
    (result,) = graph.node("Unsqueeze", norm, graph.tensor(np.array([2])))
    model = graph.model({"in": (np.int64, ["rows", "columns"])}, result, "out", (np.float32, ["rows", "columns", "one"]))

    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])

    (found,) = session.run(["out"], {"in": np.array([[1, 2]])})
    np.testing.assert_allclose(found, [[[-0.5], [0.5]]], rtol=1e-6)
