"""Reads the tensors of an ONNX file and writes ONNX files: the few parts of the format that the encoder needs.

ONNX is a protocol buffer; numbers below are the field numbers of github.com/onnx/onnx, onnx/onnx.proto. The `onnx` package
could do this and far more; running a model does not need it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

TYPES = {1: np.float32, 2: np.uint8, 3: np.int8, 6: np.int32, 7: np.int64, 9: np.bool_}
NUMBER_OF_TYPE = {np.dtype(kind): number for number, kind in TYPES.items()}
FLOAT, INT = 1, 2  # kinds of attributes
OPERATORS, MICROSOFT_OPERATORS = 17, 1  # versions; Microsoft's operators exist in ONNX Runtime only
FILE_VERSION = 8

Value = tuple[type[np.generic], Sequence[str]]  # the type of an input or output, and names of its dimensions


def tensors_of(model: bytes) -> dict[str, np.ndarray]:
    """Return the tensors stored in a model, in the order of the file.

    Args:
        model: the content of an ONNX file that keeps its tensors as raw bytes.
    """
    graph = next(content for number, _, content in _fields(memoryview(model)) if number == 7)
    return dict(_tensor(content) for number, _, content in _fields(graph) if number == 5)


def _tensor(message: memoryview) -> tuple[str, np.ndarray]:
    shape, kind, name, raw = [], 1, "", message[:0]
    for number, value, content in _fields(message):
        if number == 1:
            shape.append(value)
        elif number == 2:
            kind = value
        elif number == 8:
            name = str(content, "utf-8")
        elif number == 9:
            raw = content
    return name, np.frombuffer(raw, dtype=TYPES[kind]).reshape(shape)


def _fields(message: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """Return number, whole number (or 0) and content (or nothing) of each field."""
    at = 0
    while at < len(message):
        key, at = _read_number(message, at)
        value, size = 0, {1: 8, 5: 4}.get(key & 7, 0)
        if key & 7 == 0:
            value, at = _read_number(message, at)
        elif key & 7 == 2:
            size, at = _read_number(message, at)
        yield key >> 3, value, message[at : at + size]
        at += size


def _read_number(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (message[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if message[at - 1] < 0x80:
            return value, at


class OnnxGraph:
    """A graph being written."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._tensors: list[bytes] = []

    def tensor(self, array: np.ndarray) -> str:
        """Store an array; returns the name to use it by."""
        name = f"tensor{len(self._tensors)}"
        shape = b"".join(_number(1, length) for length in array.shape)
        kind = _number(2, NUMBER_OF_TYPE[array.dtype])
        self._tensors.append(_content(5, shape + kind + _content(8, name) + _content(9, array.tobytes())))
        return name

    def node(self, operator: str, *inputs: str, outputs: int = 1, microsoft: bool = False, **attributes: float) -> list[str]:
        """Add a step.

        Args:
            operator: name of the ONNX operator.
            inputs: names of tensors, of the graph's inputs or of other nodes' outputs.
            outputs: how many it has.
            microsoft: True for one of Microsoft's own operators.
            attributes: by name, whole numbers and numbers.

        Returns:
            The names of the outputs.
        """
        names = [f"value{len(self._nodes)}_{place}" for place in range(outputs)]
        self._write_node(operator, inputs, names, microsoft, attributes)
        return names

    def _write_node(
        self, operator: str, inputs: Sequence[str], outputs: Sequence[str], microsoft: bool, attributes: dict[str, float]
    ) -> None:
        fields = [*(_content(1, name) for name in inputs), *(_content(2, name) for name in outputs), _content(4, operator)]
        fields += [_content(5, _attribute(name, value)) for name, value in attributes.items()]
        self._nodes.append(_content(1, b"".join(fields) + (_content(7, "com.microsoft") if microsoft else b"")))

    def model(self, inputs: Mapping[str, Value], output: str, output_name: str, result: Value) -> bytes:
        """Return the whole file.

        Args:
            inputs: name -> type and dimensions.
            output: what is the result.
            output_name: how it is to be called.
            result: its type and dimensions.
        """
        self._write_node("Identity", [output], [output_name], False, {})
        ends = [_content(11, _value(name, *value)) for name, value in inputs.items()]
        ends.append(_content(12, _value(output_name, *result)))
        graph = b"".join([*self._nodes, _content(2, "graph"), *self._tensors, *ends])
        versions = _content(8, _number(2, OPERATORS))
        versions += _content(8, _content(1, "com.microsoft") + _number(2, MICROSOFT_OPERATORS))
        return b"".join([_number(1, FILE_VERSION), _content(7, graph), versions])


def _attribute(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return _content(1, name) + _number(3, value) + _number(20, INT)
    return _content(1, name) + b"\x15" + struct.pack("<f", value) + _number(20, FLOAT)


def _value(name: str, kind: type[np.generic], shape: Sequence[str]) -> bytes:
    dimensions = b"".join(_content(1, _content(2, length)) for length in shape)
    number = NUMBER_OF_TYPE[np.dtype(kind)]
    return _content(1, name) + _content(2, _content(1, _number(1, number) + _content(2, dimensions)))


def _content(number: int, content: bytes | str) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return _varint(number << 3 | 2) + _varint(len(raw)) + raw


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    """Encode a number: seven bits to a byte, the lowest first; negative numbers as 64 bits."""
    value &= 0xFFFF_FFFF_FFFF_FFFF
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
