"""What the masking knows of one detail, and the kinds there are."""

from __future__ import annotations

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
