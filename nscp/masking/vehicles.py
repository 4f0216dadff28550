"""Finds the registrations of vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.name_words import name_words

DIGIT = re.compile(r"\d")
SHORT = 5  # characters: an older registration of so few is like any number
CUE_LENGTH = 45  # characters before a registration in which a word can announce it
# The style since 2001 ("AB12 CDE") is like nothing else; the older ones need a word such as "reg" before or after them.
CURRENT = re.compile(r"(?<!\w)[a-hj-pr-y][a-hj-pr-z]\d\d(?P<gap> ?)(?P<last>[a-z]{3})(?!\w)")
OLDER = re.compile(
    r"(?<!\w)(?:[a-z]{2} \d\d ?[a-z]{3}|[a-z] ?\d{1,3} ?[a-z]{3}|[a-z]{3} ?\d{1,3} ?[a-z]|[a-z]{1,3} ?\d{1,4}"
    r"|\d{1,4} ?[a-z]{1,3})(?!\w)"
)
BEFORE = re.compile(
    r"\b(?:reg|regs|rego|registration|number ?plates?|num ?plate|plates?|vrn|vrm|licen[cs]e plate)\b(?: (?:number"
    r"|no|plate))?[^\d.!?\x00]{0,15}$"
)
VEHICLE_BEFORE = re.compile(
    r"\b(?:car|van|vehicle|motor|bike|moped|motorbike|drives?|driving|drove|ford|vauxhall|bmw|audi|corsa|fiesta"
    r"|focus|golf|astra|polo|merc"
    r"|transit|clio|corolla|honda|toyota|nissan|peugeot|renault|kia|skoda|seat|mini)\b[^.!?\x00]{0,20}$"
)
AFTER = re.compile(
    r"\W{1,3}(?:is |was |on )?(?:(?:the|his|her|my|our|their) )?(?:reg|registration|number ?plates?|plates?)\b"
)


def find_vehicles(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where registrations stand."""
    if not DIGIT.search(plain):
        return
    ranks = name_words().ranks
    spans = []
    for pattern in (CURRENT, OLDER):
        for found in pattern.finditer(plain):
            before = plain[max(0, found.start() - CUE_LENGTH) : found.start()]
            is_announced = BEFORE.search(before) or AFTER.match(plain, found.end())
            is_upper = typed[found.start() : found.end()].isupper()
            is_like_no_words = pattern is CURRENT and not (found["gap"] and found["last"] in ranks)
            is_of_vehicle = is_upper and len(found[0]) > SHORT and VEHICLE_BEFORE.search(before)
            if is_announced or is_like_no_words or is_of_vehicle:
                spans.append(found.span())
    done = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done:
            yield start, end
            done = end
