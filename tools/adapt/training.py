"""Learns the encoder's adapter from the examples: what `make adapt` writes to `data/encoder_adapter.npz`.

Three small heads on top of the encoder say what the training of the other parts needs to see in a vector: the topic, whether
it is danger, and which topic is meant after the topic answered last. The heads are thrown away; the vectors stay.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from tokenizers import BertWordPieceTokenizer

from assistant.nlu.encoder.adapter import Adapter
from tools.adapt.network import DIMENSIONS, DROPOUT, AdapterNetwork, padded

logger = logging.getLogger(__name__)

SEED = 0
RANK = 32
FIRST_LAYER = 0
EPOCHS, EPOCHS_MORE = 4, 2  # from nothing, and from an adapter that was learned before
BATCH = 64
SORTED = 50  # batches among which texts are sorted by length, so that little is padded
LONGEST = 64  # tokens of an example; the rest is passed over
RATE, RATE_MORE, HEADS_RATE = 1e-3, 5e-4, 2e-3
WARM_UP = 100  # steps
SHARPNESS = 16.0  # vectors have length 1; this makes room between likely and unlikely
HIDDEN = 256  # numbers of the head that knows the topic answered last
NOTHING = -1  # in place of a topic or label that a text does not teach


@dataclass(frozen=True)
class Lessons:
    """n texts and what each teaches, `NOTHING` where it teaches nothing.

    Attributes:
        plain: in plain words.
        topics: number of the topic, shape (n,).
        kinds: number of the safety label, shape (n,).
        last: number of the topic answered before, shape (n,).
        meant: number of the topic that is meant after that, shape (n,).
        names: how many topics, and how many safety labels there are.
    """

    plain: Sequence[str]
    topics: np.ndarray
    kinds: np.ndarray
    last: np.ndarray
    meant: np.ndarray
    names: tuple[int, int]


def learn_adapter(
    lessons: Lessons,
    stored: dict[str, np.ndarray],
    tokenizer: BertWordPieceTokenizer,
    learned_before: Adapter | None = None,
) -> Adapter:
    """Learn; takes about half an hour on two processors.

    Args:
        lessons: what to learn.
        stored: the tensors of the model file.
        tokenizer: the encoder's.
        learned_before: an adapter to go on from.
    """
    tf.keras.utils.set_random_seed(SEED)
    network = AdapterNetwork(stored, learned_before.rank if learned_before else RANK, FIRST_LAYER, learned_before)
    epochs = EPOCHS_MORE if learned_before else EPOCHS
    heads = _Heads(*lessons.names)
    token_ids = [tokenizer.encode(text).ids[:LONGEST] for text in lessons.plain]
    steps = epochs * -(-len(token_ids) // BATCH)
    step = _step_function(network, heads, steps, RATE_MORE if learned_before else RATE)
    rates = [_weights(lessons.topics), _weights(lessons.kinds), _weights(lessons.meant)]
    losses = []
    for done, batch in enumerate(_batches([len(ids) for ids in token_ids], epochs), start=1):
        truth = [np.maximum(column[batch], 0).astype(np.int32) for column in (lessons.topics, lessons.kinds, lessons.meant)]
        last = (lessons.last[batch] + 1).astype(np.int32)
        losses.append(
            [*map(float, step(*padded([token_ids[i] for i in batch]), *truth, last, *(rate[batch] for rate in rates)))]
        )
        if done % 50 == 0:
            topic, danger, follow_up = np.mean(losses[-50:], axis=0)
            logger.info("step %d of %d: topic %.3f, danger %.3f, follow-up %.3f", done, steps, topic, danger, follow_up)
    return network.adapter()


class _Heads(tf.Module):
    """What the vectors are to tell: topic, safety label, and topic after the one answered last."""

    def __init__(self, topics: int, kinds: int) -> None:
        super().__init__()
        self.topic, self.kind = self._linear(DIMENSIONS, topics), self._linear(DIMENSIONS, kinds)
        self.inner, self.outer = self._linear(DIMENSIONS, HIDDEN), self._linear(HIDDEN, topics)
        self.last = tf.Variable(tf.random.normal((topics + 1, HIDDEN), stddev=0.5))  # the first: none was answered

    @staticmethod
    def _linear(inputs: int, outputs: int) -> tuple[tf.Variable, tf.Variable]:
        return tf.Variable(tf.random.normal((inputs, outputs), stddev=0.05)), tf.Variable(tf.zeros(outputs))

    def scores(self, vectors: tf.Tensor, last: tf.Tensor) -> list[tf.Tensor]:
        """Of topics, labels and topics meant, each of shape (n, classes)."""
        vectors = tf.nn.dropout(vectors, DROPOUT) * SHARPNESS
        (topic, kind), (inner, outer) = (self.topic, self.kind), (self.inner, self.outer)
        hidden = tf.nn.relu(vectors @ inner[0] * 0.5 + inner[1] + tf.gather(self.last, last))
        hidden = tf.nn.dropout(hidden, DROPOUT)
        return [vectors @ topic[0] + topic[1], vectors @ kind[0] + kind[1], hidden @ outer[0] + outer[1]]


def _step_function(network: AdapterNetwork, heads: _Heads, steps: int, most: float) -> tf.types.experimental.GenericFunction:
    """One step of learning as a function of a batch; `most` is the highest rate for the adapter."""
    at = tf.Variable(0.0)

    def rate() -> tf.Tensor:
        return tf.minimum(at / WARM_UP, 1.0) * 0.5 * (1.0 + tf.cos(np.pi * tf.minimum(at / steps, 1.0)))

    # The older Adam: the newer one takes a number or a schedule, no function (keras/optimizers/optimizer.py).
    inside = tf.keras.optimizers.legacy.Adam(lambda: most * rate())
    above = tf.keras.optimizers.legacy.Adam(lambda: HEADS_RATE * rate())
    variables = list(heads.trainable_variables)
    number, share = tf.TensorSpec((None,), tf.int32), tf.TensorSpec((None,), tf.float32)
    table = [tf.TensorSpec((None, None), kind) for kind in (tf.int32, tf.float32)]

    @tf.function(autograph=False, input_signature=[*table, number, number, number, number, share, share, share])
    def step(
        ids: tf.Tensor,
        mask: tf.Tensor,
        topics: tf.Tensor,
        kinds: tf.Tensor,
        meant: tf.Tensor,
        last: tf.Tensor,
        *shares: tf.Tensor,
    ) -> list[tf.Tensor]:
        with tf.GradientTape() as tape:
            scores = heads.scores(network.vectors(ids, mask, learning=True), last)
            losses = [
                tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(truth, found) * share)
                for truth, found, share in zip((topics, kinds, meant), scores, shares, strict=True)
            ]
            loss = tf.add_n(losses)
        learned = network.learned
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, [*learned, *variables]), 1.0)
        inside.apply_gradients(zip(gradients[: len(learned)], learned, strict=True))
        above.apply_gradients(zip(gradients[len(learned) :], variables, strict=True))
        at.assign_add(1.0)
        return losses

    return step


def _weights(numbers: np.ndarray) -> np.ndarray:
    """How much each text counts: rare classes more, what teaches nothing not at all; 1 on average among those that teach."""
    teaches = numbers != NOTHING
    weights = np.zeros(len(numbers), dtype=np.float32)
    if teaches.any():
        weights[teaches] = 1.0 / np.sqrt(np.bincount(numbers[teaches])[numbers[teaches]])
        weights /= weights[teaches].mean()
    return weights


def _batches(lengths: Sequence[int], epochs: int) -> Iterator[np.ndarray]:
    """Numbers of texts for each step: texts of about the same length, in no order."""
    random, length = np.random.default_rng(SEED), np.array(lengths)
    for _ in range(epochs):
        order = random.permutation(len(length))
        for start in range(0, len(order), BATCH * SORTED):
            some = order[start : start + BATCH * SORTED]
            some = some[np.argsort(length[some], kind="stable")]
            for place in random.permutation(-(-len(some) // BATCH)):
                yield some[place * BATCH : (place + 1) * BATCH]
