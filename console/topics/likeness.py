"""Which topics are like each other in their words. Without the assistant's encoder, which only the Rasa server has."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from console.topics.knowledge import Knowledge, KnownExample, KnownTopic

SHORTEST = 3  # letters of a word that tells something
FEWEST = 5  # examples with a word; what is in fewer may be a slip
TELLING = 10  # how many times as frequent a word is in one topic as in all on average
MOST_NEAR, MOST_SHARED = 5, 6
MOST_COMPARED = 40  # examples with one word: a word in more tells too little to look through them all

Share = Mapping[str, float]  # word -> in which share of a topic's examples it is


@dataclass(frozen=True)
class Near:
    """A topic that is near another.

    Attributes:
        shared: the words that make it so.
        ours: the example of the first topic that is nearest one of this topic; None if none shares a word.
        theirs: that one.
    """

    topic: KnownTopic
    shared: tuple[str, ...]
    ours: KnownExample | None
    theirs: KnownExample | None


@lru_cache(maxsize=1)
def telling_words(known: Knowledge) -> frozenset[str]:
    """Return the words that say what an example is about: those that a few topics have and others hardly."""
    return frozenset(word for shares in _weighted(known).values() for word in shares)


@lru_cache(maxsize=100)
def nearest(known: Knowledge, name: str) -> tuple[Near, ...]:
    """Return the topics whose examples are nearest to those of one topic, the nearest first."""
    weighted = _weighted(known)
    ours = weighted[name]
    products = {
        other: {word: ours[word] * share for word, share in theirs.items() if word in ours}
        for other, theirs in weighted.items()
        if other != name
    }
    cosine = {other: sum(shared.values()) / _length(weighted[other]) for other, shared in products.items() if shared}
    found = sorted(cosine, key=lambda other: -cosine[other])[:MOST_NEAR]
    return tuple(_near(known, name, other, products[other]) for other in found)


def _near(known: Knowledge, name: str, other: str, shared: Share) -> Near:
    words = sorted(shared, key=lambda word: -shared[word])[:MOST_SHARED]
    pair = _nearest_pair(known.topics[name], known.topics[other], frozenset(shared))
    return Near(known.topics[other], tuple(words), *pair)


def _nearest_pair(
    ours: KnownTopic, theirs: KnownTopic, words: frozenset[str]
) -> tuple[KnownExample, KnownExample] | tuple[None, None]:
    """Return the two examples that share most of their words; only those that share a telling word are looked at."""
    by_word: dict[str, list[int]] = defaultdict(list)
    sets = [set(example.search.split()) for example in theirs.examples]
    for place, found in enumerate(sets):
        for word in found & words:
            by_word[word].append(place)
    rare = {word for word, places in by_word.items() if len(places) <= MOST_COMPARED}
    best, pair = 0.0, None
    for example in ours.examples:
        own = set(example.search.split())
        for place in {place for word in own & rare for place in by_word[word]}:
            score = 2 * len(own & sets[place]) / (len(own) + len(sets[place]))
            if score > best:
                best, pair = score, (example, theirs.examples[place])
    return pair or (None, None)


@lru_cache(maxsize=1)
def _weighted(known: Knowledge) -> Mapping[str, Share]:
    """Return topic -> telling word -> its share, the more the fewer topics have the word."""
    counts = {
        name: Counter(word for example in topic.examples for word in set(example.search.split()))
        for name, topic in known.topics.items()
    }
    in_all: Counter[str] = Counter()
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for name, counted in counts.items():
        in_all.update(counted)
        for word, count in counted.items():
            shares[word][name] = count / len(known.topics[name].examples)
    weighted: dict[str, dict[str, float]] = {name: {} for name in known.topics}
    for word, by_topic in shares.items():
        if len(word) < SHORTEST or word.isdecimal() or in_all[word] < FEWEST:
            continue
        peak = max(by_topic.values()) * len(known.topics) / sum(by_topic.values())
        if peak >= TELLING:
            for name, share in by_topic.items():
                weighted[name][word] = share * math.log(peak)
    return weighted


def _length(shares: Share) -> float:
    return math.sqrt(sum(share * share for share in shares.values()))
