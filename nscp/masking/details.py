"""What the masking knows of one detail, and the kinds there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Span = tuple[int, int]
# A finder gets the text as typed and the same text in lower case, and yields start and end of each detail of its kind, in
# order. Both texts are equally long, so a place in one is the same place in the other.
Finder = Callable[[str, str], Iterator[Span]]

PLACEHOLDERS = {
    "email": "[email]",
    "handle": "[social media]",
    "ni_number": "[National Insurance number]",
    "date_of_birth": "[date of birth]",
    "nhs_number": "[NHS number]",
    "card_number": "[card number]",
    "bank_details": "[bank details]",
    "vehicle": "[vehicle registration]",
    "reference": "[reference]",
    "phone": "[phone number]",
    "postcode": "[postcode]",
    "address": "[address]",
    "place": "[place]",
    "name": "[name]",
}
# Stands for every letter of what is settled already, found or never to be masked. No finder reads across it.
SETTLED = "\x00"


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text that lists them."""
    return frozenset(words.split())


def one_of(phrases: list[str]) -> str:
    """Return a pattern for any of them, those with the same beginning together: trying each by itself takes long."""
    by_beginning: dict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        by_beginning[phrase[:2]].append(phrase[2:])
    by_letter: dict[str, list[str]] = defaultdict(list)
    for beginning, rests in by_beginning.items():
        longest_first = sorted(map(re.escape, rests), key=len, reverse=True)
        by_letter[beginning[0]].append(rf"{re.escape(beginning[1:])}(?:{'|'.join(longest_first)})")
    return "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())


def apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans in order, the longest of those that begin together, without those that begin in one before."""
    done = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done:
            yield start, end
            done = end


@dataclass(frozen=True, order=True)
class Detail:
    """One personal detail.

    Attributes:
        start: index of its first character.
        end: index after its last.
        kind: a key of `PLACEHOLDERS`.
    """

    start: int
    end: int
    kind: str
