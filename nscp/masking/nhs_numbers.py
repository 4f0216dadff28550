"""Finds NHS numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

CUE_LENGTH = 40  # characters before a detail in which a word can announce it
DIGITS = re.compile(r"\d+")
NHS_NUMBER = re.compile(r"(?<![\d+])(?<!\d[ .-])\d(?:[ .-]{0,2}\d){7,11}(?![ .-]?\d)")
WELL_FORMED_NHS_NUMBER = re.compile(r"[1-9]\d\d([ -]?)\d{3}\1\d{4}")
NHS_BEFORE = re.compile(r"\b(?:nhs|patient|wristband)\b[^\d.!?\x00]{0,40}$")
NHS_NUMBER_BEFORE = re.compile(r"\bnhs\s(?:number|num|no)\b[^\d!?\x00]{0,20}$")
NHS_AFTER = re.compile(r"[^\d.!?\x00]{0,25}\bnhs\b")
NHS_DIGITS = 10


def find_nhs_numbers(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """NHS numbers: ten digits near "NHS", or with the right check digit; any length after "NHS number"."""
    has_found = False
    for found in NHS_NUMBER.finditer(plain) if DIGITS.search(plain) else ():
        before = plain[max(0, found.start() - CUE_LENGTH) : found.start()]
        digits = re.sub(r"\D", "", found[0])
        near = NHS_BEFORE.search(before) or NHS_AFTER.match(plain, found.end())
        if NHS_NUMBER_BEFORE.search(before) or (
            len(digits) == NHS_DIGITS
            and (near or (WELL_FORMED_NHS_NUMBER.fullmatch(found[0]) and (has_found or has_check_digit(digits))))
        ):
            has_found = True  # "and of the baby is 999-371-0027"
            yield found.span()


def has_check_digit(digits: str) -> bool:
    """True if the last of ten digits is the NHS check digit of the nine before it (modulus 11, weights 10 to 2)."""
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - total % 11) % 11 == int(digits[-1])
