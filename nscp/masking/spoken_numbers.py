"""Finds phone numbers in words, as people say them: "oh seven seven double oh nine hundred"."""

from __future__ import annotations

import re
from collections.abc import Iterator

CUE_LENGTH = 50  # characters before a number in which a word can say what it is
COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FROM_TEN = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
BY_TEN = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
DIGITS = {
    **dict.fromkeys(("oh", "o", "ow", "zero", "zeero", "nought", "naught", "nowt", "nil"), "0"),
    **{word: str(place) for place, word in enumerate(COUNTED, 1)},
}
TEENS = {word: str(n) for n, word in enumerate(FROM_TEN, 10)}
TENS = {word: str(n) for n, word in enumerate(BY_TEN, 2)}
MORE = {"double": 2, "dubble": 2, "doubel": 2, "dbl": 2, "treble": 3, "triple": 3, "tripple": 3}
ANY = "|".join([*DIGITS, *TEENS, *TENS, *MORE, "hundred", "thousand"])
FIRST_WORD = re.compile(rf"\b(?:{ANY})\b")
RUN = re.compile(rf"(?:\+ ?|\bplus )?(?<!\w)(?:(?:{ANY}|\d+)(?:[\s,./-]{{1,4}}|(?=\d)|$|(?=\W))(?:and\s)?){{2,}}")
FEW_PARTS = re.compile(r"\W*\w+(?:\W+\w+){0,3}\W*")
IN_DIGITS = re.compile(r"\+?[\d\s()./-]*")
WHOLE_NUMBER = 10  # digits
PART = re.compile(rf"\b(?:{ANY})\b|\d+")
BEFORE = re.compile(
    r"(?:\b(?:ring|call|phone|text|txt|contact|reach|message|whatsapp|get|bell)\s(?:me|us|him|her|them|mum"
    r"|dad)\s(?:back\s)?(?:(?:on|at)\s)?"
    r"|\b(?:phone|mobile|mob|tel|telephone|landline|whatsapp|number|num|digits|line)\b[^\d.!?\x00]{0,15})$"
)
AFTER = re.compile(
    r"[,\s]{1,2}(?:is|was|that's|thats)\s(?:(?:my|our|his|her|the|mum's|dad's)\s)?(?:new\s|home\s|work\s)?(?:phone"
    r"|mobile|mob|landline|number)\b"
)
STARTS_LIKE_PHONE = re.compile(r"0[1-37]|44|0044")
SHORTEST, SHORTEST_ANNOUNCED, LONGEST = 7, 5, 15  # digits


def find_spoken_numbers(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand. Counting, ages and times are shorter or do not begin like a phone number."""
    for start, end, digits in spoken_runs(plain):
        is_announced = BEFORE.search(plain[max(0, start - CUE_LENGTH) : start])
        is_announced = is_announced or AFTER.match(plain, end)
        has_few_parts = FEW_PARTS.fullmatch(plain[start:end]) is not None
        is_number = len(digits) >= (WHOLE_NUMBER if has_few_parts else SHORTEST) and STARTS_LIKE_PHONE.match(digits)
        if is_number or (is_announced and len(digits) >= SHORTEST_ANNOUNCED and not has_few_parts):
            yield start, end


def spoken_runs(plain: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a number at least partly in words starts and ends, and its digits."""
    if not FIRST_WORD.search(plain):
        return
    for found in RUN.finditer(plain):
        said = found[0]
        plain_digits = IN_DIGITS.match(said)
        is_whole = plain_digits is not None and sum(map(str.isdigit, plain_digits[0])) >= WHOLE_NUMBER
        if FIRST_WORD.search(said) and not is_whole:
            yield found.start(), found.start() + len(said.rstrip(" \t\n,./-").removesuffix(" and")), in_digits(said)


def in_digits(words: str) -> str:
    """Return the digits of a number in words; "double oh nine hundred" is 00900."""
    digits, times = "", 1
    tens = ""
    for part in PART.findall(words):
        if part in MORE:
            times = MORE[part]
            continue
        if part in TENS:
            digits += tens + "0" if tens else ""
            tens = TENS[part]
            continue
        if part == "hundred":
            digits += "00"
        elif part == "thousand":
            digits += "000"
        elif tens and part in DIGITS:
            digits += tens + DIGITS[part]
            tens = ""
            continue
        else:
            digits += (f"{tens}0" if tens else "") + times * (DIGITS.get(part) or TEENS.get(part) or part)
        tens, times = "", 1
    return digits + (f"{tens}0" if tens else "")
