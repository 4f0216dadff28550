"""How well training examples are understood that neither the models nor the encoder's adapter were fitted to.

Examples are chosen to be unlike each other, so these are harder than families' messages.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.nlu.examples import Examples
from assistant.nlu.held_out import accuracy, hold_out


@dataclass(frozen=True)
class HeldOutExamples:
    """What was measured.

    Attributes:
        seen: how many examples the models were fitted to.
        unseen: how many others they were asked about.
        accuracy: share of the others whose likeliest topic was right, 0 to 1.
        meaning_accuracy, wording_accuracy: the same for each of the two regressions alone.
        wording_share: how much the wording counts in the mix, 0 to 1.
        meaning_c, wording_c: the C of each regression.
    """

    seen: int
    unseen: int
    accuracy: float
    meaning_accuracy: float
    wording_accuracy: float
    wording_share: float
    meaning_c: float
    wording_c: float


def measure_held_out_examples(examples: Examples) -> HeldOutExamples:
    """Fit the topic regressions to most examples, as `make tune` does, and ask about the others.

    Args:
        examples: all training examples.
    """
    held_out = hold_out(examples)
    rows = held_out.unseen.has_topic
    truth = held_out.unseen.topics[rows]
    return HeldOutExamples(
        seen=len(held_out.seen.plain),
        unseen=len(truth),
        accuracy=accuracy(held_out.probability[rows], truth),
        meaning_accuracy=accuracy(held_out.meaning[rows], truth),
        wording_accuracy=accuracy(held_out.wording[rows], truth),
        wording_share=held_out.wording_share,
        meaning_c=held_out.meaning_c,
        wording_c=held_out.wording_c,
    )
