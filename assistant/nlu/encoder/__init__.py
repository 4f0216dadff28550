"""The sentence encoder: MiniLM as an ONNX file, with an adapter learned from the examples added to its matrices."""
