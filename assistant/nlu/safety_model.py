"""Does a message speak of danger or despair? The part of the safety net that learns from examples.

A message is read whole and sentence by sentence, so that one line in the middle of a long story counts. Seven features per
sentence (what the topic model thinks, what two regressions trained on safety alone think, how much nearer the message is to
examples of danger than to all others) go into two small regressions: is help due first, and is the line of help due (past
harm told as fact, or hints that may mean despair).
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from assistant.nlu.regression import Regression, YesNo, log_odds
from assistant.nlu.topic_model import Scores
from assistant.nlu.tuned import SafetyThresholds

DANGER, DESPAIR, LINE, NONE = "immediate_danger", "self_harm_distress", "line", "none"
STATEMENT = "statement"  # the topic of ordinary talk, which speaks against danger
LABELS = (DANGER, DESPAIR, LINE, NONE)
HELP = (0, 1)  # columns of LABELS where help is due first
LINE_COLUMN = 2  # where the line of help is due
NEIGHBOURS = 3
FARTHEST = np.float32(-1.0)
SENTENCE_FEATURES = 7
NEAREST_MARGIN = 5  # column of the sentence features: nearest example of danger against nearest other
MESSAGE_FEATURES = 2 * SENTENCE_FEATURES + 2


@dataclass(frozen=True)
class SafetyReading:
    """What the model thinks of one message.

    Attributes:
        help_first: how likely it is that help is due first, 0 to 1.
        line_of_help: how likely it is that the line of help is due, 0 to 1.
        views: how likely that help is due first by meaning alone and by wording alone, 0 to 1.
        is_nearer: whether some sentence is nearer to an example of danger or despair than to any other.
        topic: the likelier of immediate_danger and self_harm_distress.
    """

    help_first: float
    line_of_help: float
    views: tuple[float, float]
    is_nearer: bool
    topic: str

    def is_agreed(self, least: float) -> bool:
        """Whether at least two of the three views (meaning, wording, nearest examples) see danger or despair.

        Args:
            least: from where on a probability counts.
        """
        return sum(view >= least for view in self.views) + self.is_nearer >= 2


@dataclass(frozen=True)
class SafetyModel:
    """Everything learned.

    Attributes:
        meaning, wording: regressions from vector and weighted words to `LABELS`.
        help_first, line_of_help: from a message's features to the two probabilities.
        dangerous: True for the topic model's examples that are danger or despair, in the order of `by_topic`, shape
            (examples,).
        columns: the topic model's columns of the two safety topics, danger first, and of ordinary talk.
        thresholds: see `SafetyThresholds`.
    """

    meaning: Regression
    wording: Regression
    help_first: YesNo
    line_of_help: YesNo
    dangerous: np.ndarray
    columns: tuple[int, int, int]
    thresholds: SafetyThresholds

    def read(self, scores: Scores) -> SafetyReading:
        """Read one message.

        Args:
            scores: the topic model's, for the whole message (row 0) and for each of its sentences (the other rows).
        """
        meaning, wording = self.meaning.probability(scores.vectors), self.wording.probability(scores.words)
        topics = scores.probability[:, self.columns]
        rows = sentence_features(meaning, wording, topics[:, :2], scores.cosines, self.dangerous)
        features = message_features(rows, topics[0, 2])[np.newaxis, :]
        despair_leads = meaning[:, 1].max() + wording[:, 1].max() > meaning[:, 0].max() + wording[:, 0].max()
        return SafetyReading(
            help_first=float(self.help_first.probability(features)[0]),
            line_of_help=float(self.line_of_help.probability(features)[0]),
            views=(float(meaning[:, HELP].sum(axis=1).max()), float(wording[:, HELP].sum(axis=1).max())),
            is_nearer=bool(rows[:, NEAREST_MARGIN].max() > 0),
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
            help_weights=self.help_first.weights,
            line_weights=self.line_of_help.weights,
            offsets=np.array([self.help_first.offset, self.line_of_help.offset]),
            dangerous=self.dangerous,
            columns=np.array(self.columns),
            thresholds=np.array(astuple(self.thresholds)),
        )

    @classmethod
    def load(cls, folder: Path) -> SafetyModel:
        """Read what `save` wrote."""
        with np.load(folder / "safety_model.npz", allow_pickle=False) as arrays:
            danger, despair, statement = (int(column) for column in arrays["columns"])
            return cls(
                meaning=Regression(arrays["meaning_weights"], arrays["meaning_offsets"], one_against_rest=False),
                wording=Regression(arrays["wording_weights"], arrays["wording_offsets"], one_against_rest=True),
                help_first=YesNo(arrays["help_weights"], float(arrays["offsets"][0])),
                line_of_help=YesNo(arrays["line_weights"], float(arrays["offsets"][1])),
                dangerous=arrays["dangerous"],
                columns=(danger, despair, statement),
                thresholds=SafetyThresholds(*(float(value) for value in arrays["thresholds"])),
            )


def sentence_features(
    meaning: np.ndarray, wording: np.ndarray, topics: np.ndarray, cosines: np.ndarray, dangerous: np.ndarray
) -> np.ndarray:
    """Return seven features per sentence.

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
            log_odds(meaning[:, LINE_COLUMN]),
            log_odds(wording[:, HELP].sum(axis=1)),
            log_odds(wording[:, LINE_COLUMN]),
            near.max(axis=1) - far.max(axis=1),
            near.mean(axis=1) - far.mean(axis=1),
        ],
        axis=1,
    )


def nearest(cosines: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Return the three largest values of each row.

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


def message_features(rows: np.ndarray, statement: float) -> np.ndarray:
    """Return sixteen features of one message.

    They are those of the whole, the largest of any sentence, how many sentences there are, and how much the whole is like
    ordinary talk.

    Args:
        rows: features of the whole message (row 0) and of its sentences, shape (1 + sentences, 7); one row alone is both.
        statement: the topic model's probability that the whole only tells something ordinary.
    """
    sentences = rows[1:] if len(rows) > 1 else rows
    return np.concatenate([rows[0], sentences.max(axis=0), [np.log(len(sentences)), log_odds(np.asarray(statement))]])
