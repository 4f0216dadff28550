"""How well training examples are told apart by models that had not seen them: what training itself measured.

Near-duplicates stand in one fold, so that no example is recognised by its twin. Examples are chosen to be unlike each
other, so these are harder than families' messages.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.evaluation.training_examples import TrainingExample
from assistant.nlu.held_out import FOLDS, HeldOut, accuracy, held_out_topics
from assistant.nlu.near_duplicates import near_duplicate_groups
from assistant.nlu.regression import mix
from assistant.nlu.sentence_reader import SentenceReader
from assistant.nlu.topic_training import WORDING_SHARES, numbered
from nscp.encoder import SentenceEncoder, packaged_model
from nscp.plain_words import PlainWords, known_words
from nscp.settings import PROJECT, Settings


@dataclass(frozen=True)
class CrossValidation:
    """What was measured.

    Attributes:
        examples: how many examples there are.
        groups: how many are left when near-duplicates count as one.
        folds: how many folds there are.
        accuracy: share of examples whose likeliest topic was right, 0 to 1.
        fold_accuracy: the same for each fold.
        meaning_accuracy, wording_accuracy: the same for each of the two regressions alone.
        wording_share: how much the wording counts in the mix, 0 to 1.
        meaning_c, wording_c: the C of each regression.
    """

    examples: int
    groups: int
    folds: int
    accuracy: float
    fold_accuracy: tuple[float, ...]
    meaning_accuracy: float
    wording_accuracy: float
    wording_share: float
    meaning_c: float
    wording_c: float


def cross_validate(examples: Sequence[TrainingExample]) -> CrossValidation:
    """Cross-validate the topic classifier as its training does, which takes minutes.

    Args:
        examples: all training examples.
    """
    plain, vectors = read_as_in_training([example.text for example in examples])
    topics, truth = numbered([example.topic for example in examples])
    held_out = held_out_topics(plain, vectors, truth, len(topics))
    return _summary(held_out, vectors, truth)


def _summary(held_out: HeldOut, vectors: NDArray[np.float32], truth: NDArray[np.int64]) -> CrossValidation:
    mixes = {share: mix(held_out.meaning, held_out.wording, share) for share in WORDING_SHARES}
    share = max(mixes, key=lambda share: accuracy(mixes[share], truth))
    folds = [held_out.fold_of == fold for fold in range(FOLDS)]
    return CrossValidation(
        examples=len(truth),
        groups=len(set(near_duplicate_groups(vectors).tolist())),
        folds=FOLDS,
        accuracy=accuracy(mixes[share], truth),
        fold_accuracy=tuple(accuracy(mixes[share][fold], truth[fold]) for fold in folds),
        meaning_accuracy=accuracy(held_out.meaning, truth),
        wording_accuracy=accuracy(held_out.wording, truth),
        wording_share=share,
        meaning_c=held_out.meaning_c,
        wording_c=held_out.wording_c,
    )


def read_as_in_training(examples: Sequence[str], others: Sequence[str] = ()) -> tuple[list[str], NDArray[np.float32]]:
    """Plain words and vectors, as `SentenceReader` makes them in training.

    Args:
        examples: what the words to mend spelling by are learned from.
        others: read as well, but not learned from.

    Returns:
        Plain words and vectors of the examples, then of the others.
    """
    settings = Settings.from_environment(os.environ)
    path = PROJECT / SentenceReader.get_default_config()["text_speak"]
    text_speak = yaml.safe_load(path.read_text(encoding="utf-8"))["text_speak"]
    words = PlainWords(text_speak, known_words(examples, text_speak))
    model = Path(settings.encoder_model) if settings.encoder_model else packaged_model()
    plain = [words.read(text) for text in (*examples, *others)]
    return plain, SentenceEncoder(model, settings.encoder_sha256).encode(plain)
