"""Which kind of danger or despair a message tells of, so that the fixed text that fits it leads.

Learned from the examples that are in files of their own under `data/safety/`; where no kind is likely enough, the general
text is shown, which names all the numbers too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from assistant.nlu.examples import Examples
from assistant.nlu.regression import Regression, mix
from assistant.nlu.tfidf import Tfidf
from assistant.nlu.topic_model import Scores
from assistant.nlu.training import fit_both

# File -> the fixed text that its examples are met with.
KINDS = {
    "report.yml": "utter_immediate_danger_report",
    "child_asks.yml": "utter_immediate_danger_child",
    "watched.yml": "utter_immediate_danger_watched",
    "harmed.yml": "utter_immediate_danger_to_you",
    "harmed_by_partner.yml": "utter_immediate_danger_partner",
    "may_harm.yml": "utter_immediate_danger_may_harm",
    "in_danger.yml": "utter_immediate_danger",
    "overdose.yml": "utter_self_harm_distress_done",
    "other_self_harm.yml": "utter_self_harm_distress_other",
    "despair.yml": "utter_self_harm_distress",
}
TEXTS = tuple(dict.fromkeys(KINDS.values()))
C = 20.0
WORDING_SHARE = 0.5
MIN_LIKELY = 0.6  # how likely a kind must be, for its text to be shown
MODEL_FILE = "safety_kinds.npz"


@dataclass(frozen=True)
class SafetyKinds:
    """Two regressions from vector and weighted words to `TEXTS`."""

    meaning: Regression
    wording: Regression

    def text_for(self, scores: Scores, topic: str) -> str | None:
        """Return the fixed text that fits one message; None where no kind is likely enough.

        Args:
            scores: the topic model's, for the whole message (row 0) and its sentences.
            topic: immediate_danger or self_harm_distress, which the text must belong to.
        """
        found = mix(self.meaning.probability(scores.vectors), self.wording.probability(scores.words), WORDING_SHARE)
        of_topic = np.array([text.startswith(f"utter_{topic}") for text in TEXTS])
        likely = (found * of_topic).max(axis=0)
        best = int(likely.argmax())
        return TEXTS[best] if likely[best] >= MIN_LIKELY else None

    def save(self, folder: Path) -> None:
        """Write one npz file, without pickle."""
        np.savez(
            folder / MODEL_FILE,
            meaning_weights=self.meaning.weights,
            meaning_offsets=self.meaning.offsets,
            wording_weights=self.wording.weights,
            wording_offsets=self.wording.offsets,
        )

    @classmethod
    def load(cls, folder: Path) -> SafetyKinds:
        """Read what `save` wrote."""
        with np.load(folder / MODEL_FILE, allow_pickle=False) as arrays:
            return cls(
                Regression(arrays["meaning_weights"], arrays["meaning_offsets"], one_against_rest=False),
                Regression(arrays["wording_weights"], arrays["wording_offsets"], one_against_rest=True),
            )


def fit_safety_kinds(examples: Examples, safety: Path) -> SafetyKinds:
    """Learn the kinds.

    Args:
        examples: all training examples.
        safety: the folder `data/safety`, whose files say which example is of which kind.
    """
    kind_of = {
        example.get(TEXT): TEXTS.index(text)
        for name, text in KINDS.items()
        if (safety / name).is_file()
        for example in RasaYAMLReader().read(safety / name).training_examples
    }
    chosen = np.array([i for i, text in enumerate(examples.texts) if text in kind_of], dtype=int)
    kinds = np.array([kind_of[examples.texts[i]] for i in chosen], dtype=int)
    learned, words = examples.only(chosen), Tfidf.learn(examples.plain)
    return SafetyKinds(*fit_both(learned.vectors, words.weigh(learned.plain), kinds, (C, C), len(TEXTS)))
