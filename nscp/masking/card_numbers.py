"""Finds the numbers of payment cards, and the security code beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

DIGIT = re.compile(r"\d")
CUE_LENGTH = 50  # characters before a number in which a word can say what it is
NUMBER = re.compile(r"(?<![\w+])(?<!\d[ -])\d(?:[ -]{0,2}\d){12,18}(?![ -]?\d)")
YEARS = re.compile(r"(?:(?:19|20)\d\d\D{1,2}){3}(?:19|20)\d\d")
CODE = re.compile(r"\b(?:cvv|cvc|cv2|security code|csc)\b[^\d\x00]{0,12}(?P<code>\d{3,4})(?!\d)")
CARD_BEFORE = re.compile(r"\b(?:card|visa|mastercard|debit|credit|amex)\b[^\d\x00]{0,30}$")


def find_card_numbers(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand: thirteen to nineteen digits with the right check digit, or after "card"."""
    if not DIGIT.search(plain):
        return
    spans = [found.span("code") for found in CODE.finditer(plain)]
    for found in NUMBER.finditer(plain):
        digits = re.sub(r"\D", "", found[0])
        if YEARS.fullmatch(found[0]):
            continue
        if passes_luhn(digits) or CARD_BEFORE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()]):
            spans.append(found.span())
    yield from sorted(spans)


def passes_luhn(digits: str) -> bool:
    """Tell whether the last digit checks the others (ISO/IEC 7812)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0 and digits.strip("0") != ""
