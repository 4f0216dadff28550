"""How the topic model learns: everything it has to choose, it chooses on examples it was not fitted to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.nlu.held_out import HeldOut, accuracy, fit_meaning, fit_wording, fit_yes_no, held_out_topics
from assistant.nlu.regression import YesNo, mix
from assistant.nlu.topic_model import ExamplesByTopic, Thresholds, TopicModel, sureness_figures
from assistant.nlu.word_weights import WordWeights

WORDING_SHARES = (0.4, 0.5, 0.6, 0.7)
WRONG_AMONG_ANSWERED = 0.045  # of held-out examples answered outright, at most this share may be wrong. Examples are chosen
# to be unlike each other, so held-out examples are harder than families' messages: there it comes to about half of this.
ASKED_IN_VAIN = 0.6  # "did you mean" is worth asking while the right topic is not offered at most this often
OFFERED = 3
NEIGHBOURS = 200  # predictions that a threshold's surroundings are judged by


_latest: dict[HeldOut, TopicModel] = {}  # the safety net trains on top of the model that was just trained


def train_topic_model(plain: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> TopicModel:
    """Learn topics from examples. The same examples give the same model; asked again at once, the same object.

    Args:
        plain: the examples in plain words.
        vectors: their vectors, shape (examples, 384).
        labels: the full topic name of each.
    """
    topics, truth = numbered(labels)
    held_out = held_out_topics(plain, vectors, truth, len(topics))
    if held_out not in _latest:
        _latest.clear()
        _latest[held_out] = _train(plain, vectors, topics, truth, held_out)
    return _latest[held_out]


def _train(
    plain: Sequence[str], vectors: np.ndarray, topics: tuple[str, ...], truth: np.ndarray, held_out: HeldOut
) -> TopicModel:
    wording_share = max(WORDING_SHARES, key=lambda share: accuracy(mix(held_out.meaning, held_out.wording, share), truth))
    sureness, thresholds = _choose_thresholds(held_out, vectors, truth, wording_share)
    words = WordWeights.learn(plain)
    return TopicModel(
        topics=topics,
        words=words,
        meaning=fit_meaning(vectors, truth, held_out.meaning_c, len(topics)),
        wording=fit_wording(words.weigh(plain), truth, held_out.wording_c, len(topics)),
        wording_share=wording_share,
        examples=np.asarray(vectors, dtype=np.float32),
        example_topics=truth,
        sureness=sureness,
        thresholds=thresholds,
    )


def numbered(labels: Sequence[str]) -> tuple[tuple[str, ...], np.ndarray]:
    """Topic names in order, and the number of each label among them."""
    topics = tuple(sorted(set(labels)))
    number = {topic: index for index, topic in enumerate(topics)}
    return topics, np.array([number[label] for label in labels])


def _choose_thresholds(
    held_out: HeldOut, vectors: np.ndarray, truth: np.ndarray, wording_share: float
) -> tuple[YesNo, Thresholds]:
    probability = mix(held_out.meaning, held_out.wording, wording_share)
    closeness = np.zeros_like(probability)
    for fold, model in enumerate(held_out.models):
        unseen = np.flatnonzero(held_out.fold_of == fold)
        by_topic = ExamplesByTopic(truth[model.seen], probability.shape[1])
        closeness[unseen] = by_topic.closeness(vectors[unseen] @ vectors[model.seen][by_topic.order].T)
    figures = sureness_figures(probability, held_out.meaning, held_out.wording, closeness)
    right = probability.argmax(axis=1) == truth
    sureness = fit_yes_no(figures, right)
    sure = sureness.probability(figures)
    offered = (np.argsort(-probability, axis=1)[:, :OFFERED] == truth[:, None]).any(axis=1)
    answer = threshold_above_which(sure, right, 1 - WRONG_AMONG_ANSWERED)
    suggest = min(answer, threshold_around_which(sure, offered, 1 - ASKED_IN_VAIN))
    return sureness, Thresholds(answer, suggest)


def threshold_above_which(sure: np.ndarray, good: np.ndarray, share: float) -> float:
    """The lowest threshold such that of all predictions above it at least `share` are good; 1.0 if there is none."""
    order = np.argsort(-sure)
    shares = np.cumsum(good[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= share)
    return float(sure[order[enough[-1]]]) if len(enough) else 1.0


def threshold_around_which(sure: np.ndarray, good: np.ndarray, share: float) -> float:
    """The lowest threshold such that of the predictions around it at least `share` are good; 1.0 if there is none."""
    order = np.argsort(-sure)
    window = min(NEIGHBOURS, len(order))
    shares = np.convolve(good[order].astype(float), np.ones(window) / window, mode="valid")
    enough = np.flatnonzero(shares >= share)
    return float(sure[order[enough[-1] + window // 2]]) if len(enough) else 1.0
