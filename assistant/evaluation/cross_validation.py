"""How well training examples are told apart by models that had not seen them: the ground on which `make tune` chooses.

Near-duplicates stand in one fold, so that no example is recognised by its twin. Examples are chosen to be unlike each
other, so these are harder than families' messages.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.nlu.examples import Examples
from assistant.nlu.held_out import FOLDS, accuracy, hold_out
from assistant.nlu.near_duplicates import near_duplicate_groups


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


def cross_validate(examples: Examples) -> CrossValidation:
    """Cross-validate the topic classifier as `make tune` does, which takes minutes.

    Args:
        examples: all training examples.
    """
    held_out, rows = hold_out(examples), examples.has_topic
    probability, truth, fold_of = held_out.probability[rows], examples.topics[rows], held_out.fold_of[rows]
    folds = [fold_of == fold for fold in range(FOLDS)]
    return CrossValidation(
        examples=len(truth),
        groups=len(set(near_duplicate_groups(examples.vectors[rows]).tolist())),
        folds=FOLDS,
        accuracy=accuracy(probability, truth),
        fold_accuracy=tuple(accuracy(probability[fold], truth[fold]) for fold in folds),
        meaning_accuracy=accuracy(held_out.meaning[rows], truth),
        wording_accuracy=accuracy(held_out.wording[rows], truth),
        wording_share=held_out.wording_share,
        meaning_c=held_out.meaning_c,
        wording_c=held_out.wording_c,
    )
