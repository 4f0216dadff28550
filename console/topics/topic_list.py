"""The list of topics: which, with which figures, in which order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from console.topics.knowledge import KINDS, Knowledge, KnownExample, KnownTopic, plain
from console.topics.usage import Mixed, Usage

LONGEST_SEARCH = 200  # characters
MOST_FOUND = 3  # examples that a row quotes


@dataclass(frozen=True)
class Row:
    """One topic of the list.

    Attributes:
        mixed_with: title of the topic that it is mixed up with most, and how often; None for none.
        found: examples with the words that were searched for.
        in_answer: they are in its answer or title.
    """

    topic: KnownTopic
    usage: Usage
    mixed_with: tuple[str, Mixed] | None = None
    found: tuple[KnownExample, ...] = ()
    in_answer: bool = False

    @property
    def quoted(self) -> tuple[KnownExample, ...]:
        """Return the first of the examples that were found."""
        return self.found[:MOST_FOUND]


# What `?sort=` says -> (what the link says, what decides, the least first).
ORDERS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "asked": ("Asked most", lambda row: -row.usage.asked),
    "growing": ("Growing most", lambda row: row.usage.before - row.usage.asked),
    "answered": ("Answered least", lambda row: _or_last(row.usage.answered_share)),
    "asked_back": ("Asked back most", lambda row: _or_last(row.usage.asked_back_share, -1)),
    "no_help": ("Helped least", lambda row: _or_last(row.usage.no_help_share, -1)),
    "examples": ("Fewest examples", lambda row: len(row.topic.examples)),
    "title": ("Title", lambda row: row.topic.title.lower()),
}


class TopicsForm(forms.Form):
    """What the list is narrowed down to."""

    q = forms.CharField(
        label="Words in a title, an example or an answer",
        required=False,
        max_length=LONGEST_SEARCH,
        error_messages={"max_length": f"Search for at most {LONGEST_SEARCH} characters."},
    )
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "Any"), *KINDS.items()],
        error_messages={"invalid_choice": "Choose a kind from the list."},
    )


def rows(known: Knowledge, usage: dict[str, Usage], words: str, kind: str, order: str) -> list[Row]:
    """Return the topics that have all the words, in an order of `ORDERS`.

    Args:
        known: all topics.
        usage: full topic name -> its usage.
        words: that are looked for in any order; empty for all topics.
        kind: a key of `KINDS`; empty for all.
        order: a key of `ORDERS`.
    """
    wanted = plain(words).split()
    chosen = [topic for topic in known.topics.values() if kind in ("", topic.kind)]
    found = [_row(topic, usage.get(topic.name, Usage()), known, wanted) for topic in chosen]
    if words.strip():
        found = [row for row in found if row.found or row.in_answer]
    by_title = sorted(found, key=lambda row: row.topic.title.lower())
    return sorted(by_title, key=ORDERS[order][1])


def has_all(text: str, words: list[str]) -> bool:
    """Return whether all words occur in a text that `plain` made; False for no words."""
    return bool(words) and all(word in text for word in words)


def _row(topic: KnownTopic, usage: Usage, known: Knowledge, words: list[str]) -> Row:
    mixed = next(((known.title_of(name), count) for name, count in usage.most_mixed()), None)
    found = tuple(example for example in topic.examples if has_all(example.search, words))
    return Row(topic, usage, mixed, found, has_all(topic.search, words))


def _or_last(share: float | None, sign: int = 1) -> tuple[bool, float]:
    return (share is None, sign * (share or 0))
