"""Finds NHS numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.spoken_numbers import spoken_runs

CUE_LENGTH = 60  # characters before a detail in which a word can announce it
DIGITS = re.compile(r"\d+")
NHS_NUMBER = re.compile(r"(?<![\d+])(?<!\d[ .-])\d(?:[ .,/_-]{0,3}\d){7,11}(?![ .-]?\d)")
WELL_FORMED_NHS_NUMBER = re.compile(r"[1-9]\d\d([ -]?)\d{3}\1\d{4}")
# Scotland says CHI number, Northern Ireland health and care number.
NHS = (
    r"(?:nhs|chi number|n\.h\.s\.?|(?:national )?health (?:service |and care |& care )?(?:number|num|no|card)|h&c"
    r"|hcn|chi(?: no| num|:)|patient"
    r"|wristband|red book)"
)
NHS_BEFORE = re.compile(rf"\b{NHS}(?!\w)(?:[^\d.!?\x00]|\bno\.){{0,50}}$")
NHS_NUMBER_BEFORE = re.compile(
    rf"\b(?:{NHS}\s?(?:number|num|no|nr|#)|(?:health|chi) (?:service )?(?:number|num|no))(?!\w)[^\d!?\x00]{{0,30}}$"
)
NHS_AFTER = re.compile(rf"[^\d.!?\x00]{{0,25}}\b{NHS}(?!\w)")
NHS_DIGITS = 10


def find_nhs_numbers(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """NHS numbers: ten digits near "NHS", or with the right check digit; any length after "NHS number"."""
    has_found, spans = False, []
    for found in NHS_NUMBER.finditer(plain) if DIGITS.search(plain) else ():
        before = plain[max(0, found.start() - CUE_LENGTH) : found.start()]
        digits = re.sub(r"\D", "", found[0])
        near = NHS_BEFORE.search(before) or NHS_AFTER.match(plain, found.end())
        if NHS_NUMBER_BEFORE.search(before) or (
            len(digits) == NHS_DIGITS
            and (near or (WELL_FORMED_NHS_NUMBER.fullmatch(found[0]) and (has_found or has_check_digit(digits))))
        ):
            has_found = True  # "and of the baby is 999-371-0027"
            spans.append(found.span())
    for start, end, digits in spoken_runs(plain):
        before = plain[max(0, start - CUE_LENGTH) : start]
        if len(digits) == NHS_DIGITS and (NHS_BEFORE.search(before) or NHS_NUMBER_BEFORE.search(before)):
            spans.append((start, end))
    yield from apart(spans)


def has_check_digit(digits: str) -> bool:
    """True if the last of ten digits is the NHS check digit of the nine before it (modulus 11, weights 10 to 2)."""
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - total % 11) % 11 == int(digits[-1])
