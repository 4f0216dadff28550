"""Fits the topic model: two regressions over all examples, with what `make tune` chose."""

from __future__ import annotations

import numpy as np

from assistant.nlu.examples import Examples
from assistant.nlu.fitting import fit_both
from assistant.nlu.topic_model import TopicModel
from assistant.nlu.tuned import Tuned
from assistant.nlu.word_weights import WordWeights


def fit_topic_model(examples: Examples, tuned: Tuned) -> TopicModel:
    """Learn topics. The same examples give the same model.

    Args:
        examples: those without topic are kept as neighbours only.
        tuned: what was chosen beforehand.
    """
    learned = examples.only(np.flatnonzero(examples.has_topic))
    words = WordWeights.learn(examples.plain)
    cs = tuned.meaning_c, tuned.wording_c
    meaning, wording = fit_both(learned.vectors, words.weigh(learned.plain), learned.topics, cs, len(examples.names))
    return TopicModel(
        topics=examples.names,
        words=words,
        meaning=meaning,
        wording=wording,
        wording_share=tuned.wording_share,
        examples=np.asarray(examples.vectors, dtype=np.float32),
        example_topics=examples.topics,
        sureness=tuned.confidence,
        thresholds=tuned.topics,
    )
