"""Words that are more frequent in examples of danger than elsewhere.

They tell which sentences of a very long text are worth a closer look, which costs a thousand times as much.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from nscp.words import words_of

LEAST = 0.7  # logarithm of how many times as often: twice
TELLING = 3  # words by which a sentence is judged


def alarming_words(dangerous: Iterable[str], others: Iterable[str]) -> dict[str, float]:
    """Learn how alarming words are.

    Args:
        dangerous: texts that speak of danger or despair.
        others: texts that do not.

    Returns:
        Word -> logarithm of how many times as often it is in danger, for those that are there at least twice as often.
    """
    here, elsewhere = (Counter(word for text in texts for word in set(words_of(text))) for texts in (dangerous, others))
    sums = [sum(counts.values()) + len(here) for counts in (here, elsewhere)]
    weights = {
        word: math.log((count + 1) / sums[0]) - math.log((elsewhere[word] + 1) / sums[1]) for word, count in here.items()
    }
    return {word: round(weight, 2) for word, weight in weights.items() if weight >= LEAST}


def most_alarming(
    sentences: Sequence[str], weights: Mapping[str, float], most: int, cost: Callable[[str], int], budget: int
) -> list[str]:
    """Return the sentences that hold the most alarming words, in their order, as far as a budget goes.

    Args:
        sentences: in plain words.
        weights: what `alarming_words` learned.
        most: how many to return.
        cost: what a sentence costs; an equal one costs nothing more.
        budget: what all may cost together. A sentence that costs more than is left is passed over; the most alarming is not.
    """
    chosen: list[int] = []
    paid: set[str] = set()
    for place in _by_alarm(sentences, weights)[:most]:
        costs = 0 if sentences[place] in paid else cost(sentences[place])
        if costs <= budget or not chosen:
            chosen.append(place)
            paid.add(sentences[place])
            budget -= costs
    return [sentences[place] for place in sorted(chosen)]


def _by_alarm(sentences: Sequence[str], weights: Mapping[str, float]) -> list[int]:
    """Return the places of sentences, the most alarming first."""

    def alarm(place: int) -> float:
        found = (weights.get(word, 0.0) for word in set(sentences[place].split()))
        return sum(sorted(found, reverse=True)[:TELLING])

    return sorted(range(len(sentences)), key=alarm, reverse=True)
