"""The encoder as a TensorFlow network whose adapter can be learned: what assistant/nlu/encoder/graph.py computes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]

from assistant.nlu.encoder.adapter import MATRICES, Adapter, matrices_of
from assistant.nlu.encoder.graph import EMBEDDINGS, EPSILON, HEADS, LAYERS

DIMENSIONS = 384
MASKED = -10_000.0  # what attention adds where there is no token
DROPOUT = 0.1
STRENGTH = 2.0  # of what is added while learning; kept within `up` afterwards


class AdapterNetwork(tf.Module):
    """Token numbers in, unit vectors out; only the adapter can be learned."""

    def __init__(
        self, stored: dict[str, np.ndarray], rank: int, first_layer: int, learned_before: Adapter | None = None
    ) -> None:
        """Set up.

        Args:
            stored: the tensors of the model file.
            rank: of the adapter's matrices.
            first_layer: the lowest layer that is adapted.
            learned_before: an adapter of the same rank and layers to go on from.
        """
        super().__init__()
        self._stored = {name: tensor for name, tensor in stored.items() if tensor.dtype != np.int8}
        self._words = self._constant(_whole(stored, f"{EMBEDDINGS}word_embeddings.weight"))
        places = _whole(stored, f"{EMBEDDINGS}position_embeddings.weight")
        self._places = self._constant(places + stored[f"{EMBEDDINGS}token_type_embeddings.weight"][0])
        self._matrices = [[self._constant(_whole(stored, name)) for name in names] for names in matrices_of(stored)]
        self.down: dict[tuple[int, str], tf.Variable] = {}
        self.up: dict[tuple[int, str], tf.Variable] = {}
        for layer in range(first_layer, LAYERS):
            for matrix, whole in zip(MATRICES, self._matrices[layer], strict=True):
                inputs, outputs = whole.shape
                self.down[layer, matrix] = tf.Variable(tf.random.normal((inputs, rank), stddev=inputs**-0.5))
                self.up[layer, matrix] = tf.Variable(tf.zeros((rank, outputs)))
                if learned_before:
                    self.down[layer, matrix].assign(learned_before.down[layer, matrix])
                    self.up[layer, matrix].assign(learned_before.up[layer, matrix] / STRENGTH)

    @property
    def learned(self) -> list[tf.Variable]:
        """All that can be learned."""
        return [*self.down.values(), *self.up.values()]

    def adapter(self) -> Adapter:
        """What was learned."""
        down = {key: value.numpy() for key, value in self.down.items()}
        return Adapter(down, {key: value.numpy() * STRENGTH for key, value in self.up.items()})

    def vectors(self, ids: tf.Tensor, mask: tf.Tensor, learning: bool) -> tf.Tensor:
        """Vectors of texts.

        Args:
            ids: token numbers, shape (texts, tokens).
            mask: 1.0 where there is a token, shape (texts, tokens).
            learning: whether to leave some numbers out at random.

        Returns:
            Shape (texts, 384), every row of length 1.
        """
        texts, tokens = tf.shape(ids)[0], tf.shape(ids)[1]
        states = tf.gather(self._words, ids) + self._places[:tokens]
        states = tf.reshape(self._normal(states, f"{EMBEDDINGS}LayerNorm"), (-1, DIMENSIONS))
        attention_bias = (1.0 - mask)[:, tf.newaxis, tf.newaxis, :] * MASKED
        for layer in range(LAYERS):
            states = self._layer(layer, states, attention_bias, (texts, tokens), DROPOUT if learning else 0.0)
        states = tf.reshape(states, (texts, tokens, DIMENSIONS)) * mask[:, :, tf.newaxis]
        return tf.nn.l2_normalize(tf.reduce_sum(states, axis=1), axis=1)

    def _layer(
        self, layer: int, states: tf.Tensor, attention_bias: tf.Tensor, shape: tuple[tf.Tensor, tf.Tensor], dropout: float
    ) -> tf.Tensor:
        prefix = f"inner.encoder.layer.{layer}."
        query, key, value = (
            self._by_head(self._times(states, layer, part) + self._number(f"{prefix}attention.self.{part}.bias"), shape)
            for part in MATRICES[:3]
        )
        width = DIMENSIONS // HEADS
        attention = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) * width**-0.5 + attention_bias)
        attended = tf.reshape(tf.transpose(tf.matmul(attention, value), (0, 2, 1, 3)), (-1, DIMENSIONS))
        states = self._added(self._times(attended, layer, "attention"), states, f"{prefix}attention.output.", dropout)
        wide = self._times(states, layer, "intermediate") + self._number(f"{prefix}intermediate.dense.bias")
        wide = tf.nn.gelu(wide, approximate=True)
        return self._added(self._times(wide, layer, "output"), states, f"{prefix}output.", dropout)

    def _by_head(self, states: tf.Tensor, shape: tuple[tf.Tensor, tf.Tensor]) -> tf.Tensor:
        return tf.transpose(tf.reshape(states, (*shape, HEADS, DIMENSIONS // HEADS)), (0, 2, 1, 3))

    def _times(self, states: tf.Tensor, layer: int, matrix: str) -> tf.Tensor:
        result = tf.matmul(states, self._matrices[layer][MATRICES.index(matrix)])
        if (layer, matrix) in self.down:
            result += tf.matmul(tf.matmul(states, self.down[layer, matrix]), self.up[layer, matrix]) * STRENGTH
        return result

    def _added(self, part: tf.Tensor, earlier: tf.Tensor, prefix: str, dropout: float) -> tf.Tensor:
        part = part + self._number(f"{prefix}dense.bias")
        if dropout:
            part = tf.nn.dropout(part, dropout)
        return self._normal(part + earlier, f"{prefix}LayerNorm")

    def _normal(self, states: tf.Tensor, name: str) -> tf.Tensor:
        centred = states - tf.reduce_mean(states, axis=-1, keepdims=True)
        spread = tf.math.rsqrt(tf.reduce_mean(centred * centred, axis=-1, keepdims=True) + EPSILON)
        return centred * spread * self._number(f"{name}.weight") + self._number(f"{name}.bias")

    def _number(self, name: str) -> tf.Tensor:
        return self._constant(self._stored[name])

    @staticmethod
    def _constant(array: np.ndarray) -> tf.Tensor:
        return tf.constant(array, dtype=tf.float32)


def _whole(stored: dict[str, np.ndarray], name: str) -> np.ndarray:
    return np.asarray(stored[f"{name}_q"] * stored[f"{name}_scale"])


def padded(token_ids: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Texts of unlike length as one array, and a mask: 1.0 where there is a token. Both of shape (texts, longest)."""
    longest = max(map(len, token_ids))
    ids, mask = np.zeros((len(token_ids), longest), np.int32), np.zeros((len(token_ids), longest), np.float32)
    for row, numbers in enumerate(token_ids):
        ids[row, : len(numbers)], mask[row, : len(numbers)] = numbers, 1.0
    return ids, mask
