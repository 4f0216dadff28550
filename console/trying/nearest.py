"""Which topic a line is about, judged by its words among all examples: quick enough to be asked while somebody types."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from console.proposals.knowledge import Knowledge
from console.topics.knowledge import Knowledge as Topics
from console.topics.knowledge import knowledge as known_topics
from console.topics.knowledge import plain

FEWEST_WORDS = 3  # what is shorter is near to much
FEWEST_EXAMPLES = 2  # with a word: what is in fewer may be a slip
CAUTION = 15  # examples that are thought to be added to each topic, with words as they are everywhere
# How much the words must speak for the other topic, by itself and against the own one: the logarithm of how many times as
# likely they are there. Of 600 held-out messages, written as examples of their own topics, it questions 4%; written as
# examples of another topic, it names the right one for 51% and a third one for 10%. (The likeness of whole lines, which
# rapidfuzz measures, named the right one for 22%.) The second is for a topic without examples, such as a new one: it asks
# about 3%, and names 23%.
CLEARLY, CLEARLY_BY_ITSELF = 7.0, 12.0
SHOWN = 2


@dataclass(frozen=True)
class Nearer:
    """Another topic that a line is nearer to, and that topic's nearest examples."""

    topic: str
    title: str
    examples: tuple[str, ...]


def nearer_topic(line: str, topic: str, known: Knowledge) -> Nearer | None:
    """Return the topic that a line is clearly nearer to than to its own; None if there is none."""
    words = plain(line).split()
    if len(words) < FEWEST_WORDS:
        return None
    topics = known_topics()
    for_topic = _evidence(words, topics)
    other = max((name for name in for_topic if name != topic), key=for_topic.__getitem__, default=None)
    least = max(0.0, for_topic[topic]) + CLEARLY if topic in for_topic else CLEARLY_BY_ITSELF
    if other is None or for_topic[other] < least:
        return None
    of_other = [example.text for example in topics.topics[other].examples]
    nearest = process.extract(line, of_other, scorer=fuzz.token_sort_ratio, limit=SHOWN)
    return Nearer(other, known.title_of(other), tuple(example for example, _, _ in nearest))


def _evidence(words: list[str], topics: Topics) -> dict[str, float]:
    """Return topic -> the logarithm of how many times as likely the words are in its examples as in all (naive Bayes)."""
    in_topics = _counts(topics)
    sizes = {name: len(topic.examples) for name, topic in topics.topics.items()}
    examples = sum(sizes.values())
    found = dict.fromkeys(sizes, 0.0)
    for word in set(words) & in_topics.keys():
        share = sum(in_topics[word].values()) / examples
        for name, size in sizes.items():
            found[name] += math.log((in_topics[word].get(name, 0) + CAUTION * share) / (size + CAUTION) / share)
    return found


@lru_cache(maxsize=1)
def _counts(topics: Topics) -> Mapping[str, Mapping[str, int]]:
    """Return word -> topic -> in how many of its examples it is."""
    counts: dict[str, Counter[str]] = {}
    for name, topic in topics.topics.items():
        for example in topic.examples:
            for word in set(example.search.split()):
                counts.setdefault(word, Counter())[name] += 1
    return {word: dict(by_topic) for word, by_topic in counts.items() if sum(by_topic.values()) >= FEWEST_EXAMPLES}
