"""Finds dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

DIGIT = re.compile(r"\d")
WINDOW = 70  # characters before a date in which a word of birth can stand

DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
YEAR_IN_WORDS = (
    r"(?:(?:nineteen|twenty|two thousand(?: and)?)(?:[ -](?:oh|hundred|[a-z]+(?:teen|ty)|ten|eleven|twelve|one|two"
    r"|three|four|five"
    r"|six|seven|eight|nine))+)"
)
MONTH_NAME = (
    r"(?:jan(?:u?[a-z]{0,3}ry)?|feb(?:[a-z]{0,4}ry)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:[a-z]{0,2}st)?"
    r"|sep(?:t?[a-z]{0,3}ber|t)?"
    r"|oct(?:[a-z]{0,2}ber)?|nov(?:[a-z]{0,2}ber)?|dec(?:[a-z]{0,2}ber)?)\b"
)
ORDINAL = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth?|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
DAY_IN_WORDS = rf"(?:{DAY}\s?(?:st|nd|rd|th)?|{ORDINAL})"
SPELT_DATE = (
    rf"(?:{DAY_IN_WORDS}(?:\s(?:of|day of))?[\s,./-]{{0,2}}{MONTH_NAME}"
    rf"(?:[\s,./-]{{0,2}}(?:{YEAR}(?!\d)|{YEAR_IN_WORDS}\b))?"
    rf"|{MONTH_NAME}\s(?:the\s)?{DAY_IN_WORDS}(?!\d)(?:,?\s{YEAR}(?!\d))?)"
)
DATE_IN_DIGITS = (
    rf"(?:(?:19|20)\d\d[-/.]{MONTH}[-/.]{DAY}|{DAY}(?P<mark>\s?[./-]\s?){MONTH}(?P=mark){YEAR}"
    rf"|{MONTH}(?P<other>[./-]){DAY}(?P=other){YEAR})(?!\d)(?![./-]\d)"
)
DATE = re.compile(rf"(?<!\d)(?<!\d[./-]){DATE_IN_DIGITS}")
BIRTH_CUE = (
    r"\b(?:born|d\.?\s?o\.?\s?bs?|dates? of (?:his |her |my |their )?birth|birth\s?dates?|birth\s?days?|birth(?=:| was)"
    r"|b['-]?days?)(?![a-z])"
)
BIRTH = re.compile(BIRTH_CUE)
BIRTH_BEFORE = re.compile(
    rf"(?P<event>\b(?:after|before|since|until|till)\s(?:[a-z]+\s)?)?{BIRTH_CUE}(?P<gap>[^!?\x00]{{0,45}})$"
)
BIRTH_AFTER = re.compile(rf"\W{{1,3}}(?:(?:is|was|that'?s|it'?s|being|when)\s)?(?:[a-z']{{1,12}}\s){{0,3}}?{BIRTH_CUE}")
AND = re.compile(r"\s?(?:,|and|&|n)\s(?:(?:the|on|his|hers?|mine|is|was|other|one|'s)\s){0,3}")
# `loose` ones are dates only after a word of birth.
ANY_DATE = re.compile(
    rf"(?<!\d)(?<!\d[./-])(?:{DATE_IN_DIGITS}|{SPELT_DATE}|(?P<loose>{DAY}\s{MONTH}\s{YEAR}(?!\d)|{DAY}/{MONTH}(?![\d/])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\d\d(?!\d)))"
)
# A whole date that is all there is in a line, or stands right behind a name, is taken for that of a birth.
WHOLE_DATE = (
    rf"(?:{DATE_IN_DIGITS}|{DAY}\s{MONTH}\s(?:19|20)\d\d"
    rf"|{DAY_IN_WORDS}(?:\s(?:of|day of))?[\s,./-]{{0,2}}{MONTH_NAME}[\s,./-]{{0,2}}(?:19|20)\d\d)"
)
ALONE = re.compile(rf"^[ \t]*(?P<date>{WHOLE_DATE})[ \t]*[.!?]?[ \t]*$", re.MULTILINE)
BEHIND_DETAIL = re.compile(rf"\x00[ ,:(/-]{{1,3}}(?P<date>{WHOLE_DATE})(?=[ \t]*(?:[.,;/)\n\x00]|$|and\b))")
# What is dated after these words is not the birth.
OTHER_EVENT = re.compile(
    r"\b(?:died|passed|dead|killed|death|hearing|inquest|court|review|meeting|trial|report|funeral|letter|visit"
    r"|moved|taken|removed"
    r"|party|appointment|certificate|since|until|till|before|after|later|ago|started|sent|seen|rang|came|told)\b|[a-z]\.\s"
)


def find_birth_dates(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Dates (day and month at least) that something beside them says are of a birth. Other dates stay."""
    spans = (
        [found.span("date") for pattern in (ALONE, BEHIND_DETAIL) for found in pattern.finditer(plain)]
        if DIGIT.search(plain)
        else []
    )
    if BIRTH.search(plain):
        spans += _announced(plain)
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            yield start, end
            done = end


def _announced(plain: str) -> Iterator[tuple[int, int]]:
    """Yield the dates beside a word of birth."""
    last = None  # end of the birth date before this one
    previous = 0  # end of the date before this one
    for found in ANY_DATE.finditer(plain):
        start, end = found.span()
        # A date belongs to the last word of birth before it, and that word to the first date after it.
        before = BIRTH_BEFORE.search(plain[max(0, start - WINDOW, previous) : start])
        previous = end
        if (
            (before is not None and not before["event"] and not OTHER_EVENT.search(before["gap"]))
            or (not found["loose"] and BIRTH_AFTER.match(plain, end))
            or (last is not None and AND.fullmatch(plain, last, start))
        ):
            yield start, end
            last = end
