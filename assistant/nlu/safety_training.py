"""Fits the safety model: two regressions over all examples, beside what `make tune` chose."""

from __future__ import annotations

from assistant.nlu.examples import Examples
from assistant.nlu.fitting import fit_both
from assistant.nlu.regression import Regression
from assistant.nlu.safety_model import DANGER, DESPAIR, LABELS, STATEMENT, SafetyModel
from assistant.nlu.topic_model import ExamplesByTopic
from assistant.nlu.tuned import Tuned
from assistant.nlu.word_weights import WordWeights

C = 20.0


def fit_safety_model(examples: Examples, tuned: Tuned) -> SafetyModel:
    """Learn danger and despair from the same examples as the topic model, in the same order.

    Args:
        examples: what to learn from.
        tuned: what was chosen beforehand.
    """
    meaning, wording = fit_safety_views(examples, WordWeights.learn(examples.plain))
    return SafetyModel(
        meaning=meaning,
        wording=wording,
        help=tuned.help,
        line=tuned.line,
        dangerous=examples.dangerous[ExamplesByTopic(examples.topics, len(examples.names)).order],
        columns=safety_columns(examples.names),
        thresholds=tuned.safety,
    )


def fit_safety_views(examples: Examples, words: WordWeights) -> tuple[Regression, Regression]:
    """Fit the two regressions that tell `LABELS` apart: by meaning, and by wording."""
    return fit_both(examples.vectors, words.weigh(examples.plain), examples.kinds, (C, C), len(LABELS))


def safety_columns(names: tuple[str, ...]) -> tuple[int, int, int]:
    """Return the numbers of the two safety topics among topic names, danger first, and of ordinary talk."""
    return names.index(DANGER), names.index(DESPAIR), names.index(STATEMENT)
