"""Finds National Insurance numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

CUE_LENGTH = 40  # characters before a detail in which a word can announce it
DIGITS = re.compile(r"\d+")
NI_NUMBER = re.compile(
    r"(?<![^\W_])(?P<letters>[a-z] ?[a-z])(?P<gap>[ .-]{0,2})\d(?:[ .-]{0,2}\d){5}"
    r"(?P<suffix>[ .-]{0,2}[a-d](?![^\W_]))?(?!\w)"
)
NI_BEFORE = re.compile(r"\b(?:ni|n\.i\.?|nino|national insurance)\b[^\d\x00]{0,20}$")
WORDS = "am an as at be by do go he hi if in is it me my no of oh ok on or pm so to tv uk up us we"
TWO_LETTER_WORDS = frozenset(WORDS.split())


def find_ni_numbers(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """National Insurance numbers: two letters, six digits, a letter from A to D; that last one may be missing after "NI"."""
    for found in NI_NUMBER.finditer(plain) if DIGITS.search(plain) else ():
        if NI_BEFORE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()]):
            yield found.span()
        elif found["suffix"]:
            is_upper = typed[found.start() : found.end()].isupper()
            if is_upper or not found["gap"] or found["letters"] not in TWO_LETTER_WORDS:
                yield found.span()
