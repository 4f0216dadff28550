"""Which topic a line is nearest to in its words, among all examples: quick enough to be asked while somebody types."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from console.proposals.knowledge import Knowledge
from nscp.topic_rules import normal

FEWEST_WORDS = 3  # what is shorter is near to much
# Of the held-out messages, written as examples of their own topics, these two limits question 2%; written as examples of
# another topic, they name the right one for 22%. A look among 35,000 examples takes 8 ms.
AT_LEAST = 70  # of 100: what is less alike says nothing
MARGIN = 8  # by which another topic must be nearer than the own
LOWEST = 50  # that is looked at
LOOKED_AT = 60  # nearest examples
SHOWN = 2


@dataclass(frozen=True)
class Nearer:
    """Another topic that a line is nearer to, and that topic's nearest examples."""

    topic: str
    title: str
    examples: tuple[str, ...]


def nearer_topic(line: str, topic: str, known: Knowledge) -> Nearer | None:
    """Return the topic that a line is clearly nearer to than to its own; None if there is none."""
    plain = normal(line)
    if len(plain.split()) < FEWEST_WORDS:
        return None
    found = process.extract(plain, known.examples.keys(), scorer=fuzz.ratio, score_cutoff=LOWEST, limit=LOOKED_AT)
    best: dict[str, float] = {}
    for example, score, _ in found:
        best.setdefault(known.examples[example], score)
    other = next((name for name in best if name != topic), None)
    if other is None or best[other] < AT_LEAST or best[other] - best.get(topic, 0) < MARGIN:
        return None
    examples = tuple(example for example, _, _ in found if known.examples[example] == other)[:SHOWN]
    return Nearer(other, known.title_of(other), examples)
