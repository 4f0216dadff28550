"""Finds National Insurance numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.spoken_numbers import spoken_runs

CUE_LENGTH = 40  # characters before a detail in which a word can announce it
DIGITS = re.compile(r"\d+")
NI_NUMBER = re.compile(
    r"(?<![^\W_])(?P<letters>[a-z][ .-]?[a-z])(?P<gap>[ .,/_-]{0,3})\d(?:[ .,/_-]{0,3}\d){5}"
    r"(?P<suffix>[ .,/_-]{0,3}[a-d](?![^\W_]))?(?!\w)"
)
NI_BEFORE = re.compile(r"\b(?:ni|n\.i\.?|nino|national insurance|nat\.? ins\.?)(?!\w)[^\d\x00]{0,30}$")
LETTERS_BEFORE = re.compile(r"(?<!\w)[a-z][ .,-]{0,2}[a-z][ .,-]{0,2}$")
LETTER_AFTER = re.compile(r"[ .,-]{1,2}[a-d](?!\w)")
NI_DIGITS = 6
WORDS = "am an as at be by do go he hi if in is it me my no of oh ok on or pm so to tv uk up us we"
TWO_LETTER_WORDS = frozenset(WORDS.split())


def find_ni_numbers(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """National Insurance numbers: two letters, six digits, a letter from A to D; that last one may be missing after "NI"."""
    spans = []
    for found in NI_NUMBER.finditer(plain) if DIGITS.search(plain) else ():
        if NI_BEFORE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()]):
            spans.append(found.span())
        elif found["suffix"]:
            is_upper = typed[found.start() : found.end()].isupper()
            if is_upper or not found["gap"] or found["letters"] not in TWO_LETTER_WORDS:
                spans.append(found.span())
    for start, end, digits in spoken_runs(plain):
        letters = LETTERS_BEFORE.search(plain[max(0, start - CUE_LENGTH) : start])
        if (
            len(digits) == NI_DIGITS
            and letters
            and NI_BEFORE.search(plain[max(0, start - CUE_LENGTH) : start - len(letters[0])])
        ):
            last = LETTER_AFTER.match(plain, end)
            spans.append((start - len(letters[0]), last.end() if last else end))
    yield from apart(spans)
