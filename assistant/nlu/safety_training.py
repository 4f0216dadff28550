"""How the safety model learns, and where it sets its thresholds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.nlu.held_out import FoldModel, HeldOut, fit_meaning, fit_wording, fit_yes_no, held_out_topics
from assistant.nlu.regression import mix
from assistant.nlu.safety_model import (
    DANGER,
    DESPAIR,
    HELP,
    LABELS,
    MESSAGE_FIGURES,
    PAST,
    SafetyModel,
    SafetyThresholds,
    message_figures,
    sentence_figures,
)
from assistant.nlu.topic_model import TopicModel
from assistant.nlu.topic_training import numbered

C = 20.0
BLOCK = 512  # sentences whose closeness to all examples is held in memory at once
# Of ordinary held-out examples, these shares may be met with the fixed text, with the line of help, and with the line of
# help because past harm was seen where none was told. Examples are harder than families' messages: there it is a third
# to a half of that.
FALSE_HELP_FIRST = 0.025
FALSE_LINE = 0.060
FALSE_PAST_HARM = 0.015


def train_safety_model(
    topic_model: TopicModel,
    plain: Sequence[str],
    sentences: Sequence[Sequence[str]],
    sentence_vectors: Sequence[np.ndarray],
    topics: Sequence[str],
    labels: Sequence[str],
    danger_words: np.ndarray,
) -> SafetyModel:
    """Learn from the same examples as the topic model.

    Args:
        topic_model: trained on these examples, in this order.
        plain: the examples in plain words.
        sentences: of each example, its sentences in plain words; empty if it has only one.
        sentence_vectors: their vectors, each of shape (sentences, 384).
        topics: full topic name of each.
        labels: one of `LABELS` of each.
        danger_words: True for examples that use words of danger without danger; they are not ordinary, so they do not
            count when thresholds are set. Shape (examples,).
    """
    names, truth = numbered(topics)
    vectors = topic_model.examples
    kinds = np.array([LABELS.index(label) for label in labels])
    dangerous = np.isin(kinds, HELP)
    columns = (names.index(DANGER), names.index(DESPAIR))
    held_out = held_out_topics(plain, vectors, truth, len(names))
    figures = _held_out_figures(held_out, topic_model, plain, vectors, sentences, sentence_vectors, kinds, columns)
    past = kinds == PAST
    help_, past_harm = fit_yes_no(figures, dangerous), fit_yes_no(figures[~dangerous], past[~dangerous])
    ordinary = ~dangerous & ~past & ~danger_words
    help_ordinary = help_.probability(figures[ordinary])
    return SafetyModel(
        meaning=fit_meaning(vectors, kinds, C, len(LABELS)),
        wording=fit_wording(topic_model.words.weigh(plain), kinds, C, len(LABELS)),
        help=help_,
        past_harm=past_harm,
        dangerous=dangerous[topic_model.by_topic.order],
        columns=columns,
        thresholds=SafetyThresholds(
            help_first=float(np.quantile(help_ordinary, 1 - FALSE_HELP_FIRST)),
            line=float(np.quantile(help_ordinary, 1 - FALSE_LINE)),
            past_harm=float(np.quantile(past_harm.probability(figures[ordinary]), 1 - FALSE_PAST_HARM)),
        ),
    )


def _held_out_figures(
    held_out: HeldOut,
    topic_model: TopicModel,
    plain: Sequence[str],
    vectors: np.ndarray,
    sentences: Sequence[Sequence[str]],
    sentence_vectors: Sequence[np.ndarray],
    kinds: np.ndarray,
    columns: tuple[int, int],
) -> np.ndarray:
    """The figures of every example, by models that had not seen it, shape (examples, 15)."""
    figures = np.zeros((len(plain), MESSAGE_FIGURES))
    for fold, model in enumerate(held_out.models):
        unseen = np.flatnonzero(held_out.fold_of == fold)
        texts = [text for index in unseen for text in (plain[index], *sentences[index])]
        rows = np.vstack([np.vstack([vectors[index], *sentence_vectors[index]]) for index in unseen])
        found = _fold_figures(model, vectors[model.seen], kinds[model.seen], texts, rows, topic_model.wording_share, columns)
        start = 0
        for index in unseen:
            end = start + 1 + len(sentences[index])
            figures[index] = message_figures(found[start:end])
            start = end
    return figures


def _fold_figures(
    model: FoldModel,
    seen_vectors: np.ndarray,
    seen_kinds: np.ndarray,
    texts: Sequence[str],
    rows: np.ndarray,
    wording_share: float,
    columns: tuple[int, int],
) -> np.ndarray:
    """The figures of sentences that a fold's model had not seen, shape (sentences, 7)."""
    dangerous = np.isin(seen_kinds, HELP)
    meaning = fit_meaning(seen_vectors, seen_kinds, C, len(LABELS))
    wording = fit_wording(model.words.weigh(model.plain), seen_kinds, C, len(LABELS))
    found = []
    for start in range(0, len(texts), BLOCK):
        block = rows[start : start + BLOCK]
        words = model.words.weigh(texts[start : start + BLOCK])
        topics = mix(model.meaning.probability(block), model.wording.probability(words), wording_share)
        found.append(
            sentence_figures(
                meaning.probability(block),
                wording.probability(words),
                topics[:, columns],
                block @ seen_vectors.T,
                dangerous,
            )
        )
    return np.vstack(found)
