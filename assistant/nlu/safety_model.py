"""Does a message speak of danger or despair? The part of the safety net that learns from examples.

A message is read whole and sentence by sentence, so that one line in the middle of a long story counts. Seven figures per
sentence (what the topic model thinks, what two regressions trained on safety alone think, how much nearer the message is to
examples of danger than to all others) go into two small regressions: is help due first, and is past harm told as fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.nlu.regression import Regression, YesNo, log_odds
from assistant.nlu.topic_model import Scores

DANGER, DESPAIR, PAST_HARM, NONE = "immediate_danger", "self_harm_distress", "past_harm", "none"
LABELS = (DANGER, DESPAIR, PAST_HARM, NONE)
HELP = (0, 1)  # columns of LABELS where help is due first
PAST = 2
NEIGHBOURS = 3
FARTHEST = np.float32(-1.0)
SENTENCE_FIGURES = 7
MESSAGE_FIGURES = 2 * SENTENCE_FIGURES + 1


@dataclass(frozen=True)
class SafetyReading:
    """What the model thinks of one message.

    Attributes:
        help: how likely it is that help is due first, 0 to 1.
        past_harm: how likely it is that harm in the past is told as fact, 0 to 1.
        topic: the likelier of immediate_danger and self_harm_distress.
    """

    help: float
    past_harm: float
    topic: str


@dataclass(frozen=True)
class SafetyThresholds:
    """From where on the safety net acts.

    Attributes:
        help_first: of `help`: the fixed text leads.
        line: of `help`: the answer comes with one line of help.
        past_harm: of `past_harm`: the answer comes with one line of help.
    """

    help_first: float
    line: float
    past_harm: float


@dataclass(frozen=True)
class SafetyModel:
    """Everything learned.

    Attributes:
        meaning, wording: regressions from vector and weighted words to `LABELS`.
        help, past_harm: from a message's figures to the two probabilities.
        dangerous: True for the topic model's examples that are danger or despair, in the order of `by_topic`, shape
            (examples,).
        columns: the topic model's columns of the two safety topics, danger first.
        thresholds: see `SafetyThresholds`.
    """

    meaning: Regression
    wording: Regression
    help: YesNo
    past_harm: YesNo
    dangerous: np.ndarray
    columns: tuple[int, int]
    thresholds: SafetyThresholds

    def read(self, scores: Scores) -> SafetyReading:
        """Read one message.

        Args:
            scores: the topic model's, for the whole message (row 0) and for each of its sentences (the other rows).
        """
        meaning, wording = self.meaning.probability(scores.vectors), self.wording.probability(scores.words)
        rows = sentence_figures(meaning, wording, scores.probability[:, self.columns], scores.cosines, self.dangerous)
        figures = message_figures(rows)[np.newaxis, :]
        despair_leads = meaning[:, 1].max() + wording[:, 1].max() > meaning[:, 0].max() + wording[:, 0].max()
        return SafetyReading(
            help=float(self.help.probability(figures)[0]),
            past_harm=float(self.past_harm.probability(figures)[0]),
            topic=DESPAIR if despair_leads else DANGER,
        )

    def save(self, folder: Path) -> None:
        """Write everything as one npz file, without pickle."""
        np.savez(
            folder / "safety_model.npz",
            meaning_weights=self.meaning.weights,
            meaning_offsets=self.meaning.offsets,
            wording_weights=self.wording.weights,
            wording_offsets=self.wording.offsets,
            help_weights=self.help.weights,
            past_harm_weights=self.past_harm.weights,
            offsets=np.array([self.help.offset, self.past_harm.offset]),
            dangerous=self.dangerous,
            columns=np.array(self.columns),
            thresholds=np.array([self.thresholds.help_first, self.thresholds.line, self.thresholds.past_harm]),
        )

    @classmethod
    def load(cls, folder: Path) -> SafetyModel:
        """Read what `save` wrote."""
        with np.load(folder / "safety_model.npz", allow_pickle=False) as arrays:
            danger, despair = (int(column) for column in arrays["columns"])
            return cls(
                meaning=Regression(arrays["meaning_weights"], arrays["meaning_offsets"], one_against_rest=False),
                wording=Regression(arrays["wording_weights"], arrays["wording_offsets"], one_against_rest=True),
                help=YesNo(arrays["help_weights"], float(arrays["offsets"][0])),
                past_harm=YesNo(arrays["past_harm_weights"], float(arrays["offsets"][1])),
                dangerous=arrays["dangerous"],
                columns=(danger, despair),
                thresholds=SafetyThresholds(*(float(value) for value in arrays["thresholds"])),
            )


def sentence_figures(
    meaning: np.ndarray, wording: np.ndarray, topics: np.ndarray, cosines: np.ndarray, dangerous: np.ndarray
) -> np.ndarray:
    """Seven figures per sentence.

    Args:
        meaning, wording: probabilities of `LABELS`, shape (n, 4).
        topics: the topic model's probabilities of the two safety topics, shape (n, 2).
        cosines: closeness to every example, shape (n, examples).
        dangerous: which examples are danger or despair, shape (examples,).

    Returns:
        Shape (n, 7).
    """
    near, far = nearest(cosines, dangerous), nearest(cosines, ~dangerous)
    return np.stack(
        [
            log_odds(topics.sum(axis=1)),
            log_odds(meaning[:, HELP].sum(axis=1)),
            log_odds(meaning[:, PAST]),
            log_odds(wording[:, HELP].sum(axis=1)),
            log_odds(wording[:, PAST]),
            near.max(axis=1) - far.max(axis=1),
            near.mean(axis=1) - far.mean(axis=1),
        ],
        axis=1,
    )


def nearest(cosines: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The three largest values of each row.

    Args:
        cosines: shape (n, examples).
        among: which examples to look at, shape (examples,).

    Returns:
        Shape (n, 3), the largest first.
    """
    left = np.where(among, cosines, FARTHEST)
    rows = np.arange(len(left))
    found = []
    for _ in range(NEIGHBOURS):
        best = left.argmax(axis=1)
        found.append(left[rows, best])
        left[rows, best] = FARTHEST
    return np.stack(found, axis=1)


def message_figures(rows: np.ndarray) -> np.ndarray:
    """Fifteen figures of one message: of the whole, the largest of any sentence, and how many sentences there are.

    Args:
        rows: figures of the whole message (row 0) and of its sentences, shape (1 + sentences, 7); one row alone is both.
    """
    sentences = rows[1:] if len(rows) > 1 else rows
    return np.concatenate([rows[0], sentences.max(axis=0), [np.log(len(sentences))]])
