"""Finds phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.birth_dates import DATE

CUE_LENGTH = 40  # characters before a detail in which a word can announce it
DIGITS = re.compile(r"\d+")
# Phone numbers. Freephone numbers (0800, 0808) belong to helplines and firms.
DIGIT = r"(?:\d|o(?![a-np-z])|(?<![a-z])[il](?=\d)|(?<=\d)[il](?![a-z]))"  # o for 0, i and l for 1
DIGIT_RUN = re.compile(
    rf"(?<![\d£$€])(?:\+\s?|\bplus\s|[(\[]\+?|o(?=[\s\d]{{0,2}}7))?\d(?:[\s()\[\]./_,;*~"
    rf"|\u00b7\u2010-\u2015-]{{0,4}}{DIGIT}){{4,}}"
)
UK_NUMBER = re.compile(r"(?:(?:00)?440?|0)(?!800|808)[1-37-9]\d{8,9}|07\d{10}|7[4-9]\d{8}")
# American and Caribbean numbers are often written without the plus sign, and always in these groups.
AMERICAN, AMERICAN_GROUPS = re.compile(r"1[2-9]\d\d[2-9]\d{6}"), [1, 3, 3, 4]
EXTENSION = re.compile(r"[\s,(]{0,3}(?:extension|extn?\.?|x|option)[\s:]{0,2}(?:number |no\.? )?\d{1,6}\b(?: \d{1,3}\b)?")
PHONE_BEFORE = re.compile(
    r"(?:\b(?:ring|call|phone|text|txt|contact|reach|message|whatsapp|get|bell|fone)\s(?:me|us|him|her|them|mum"
    r"|dad)\s(?:back\s)?"
    r"(?:(?:on|at|@)\s)?|\b(?:phone|mobile|mob|tel|telephone|landline|cell|whatsapp|fone|moby)\b[^\d.!?\x00]{0,15}"
    r"|\b(?:my|our|his|her|mums?|dads?|nans?|contact|home|work|best|direct) (?:new |home |work |own )?"
    r"(?:number|num|no|line)\b[^\d.!?\x00]{0,10})$"
)
REFERENCE_BEFORE = re.compile(
    r"\b(?:ref|reference|crime|claim|order|invoice|account|case (?:number|no|num|ref|id))\b[^\d.!?\x00]{0,15}$"
)
SHORT_NUMBER = re.compile(r"(?!0\D?8\D?0\D?[08])\D*(?:\d\D*){5,13}")  # without area code, or mistyped
MAY_BEGIN = re.compile(r"0?7|0[1-389]|44|00[1-9]|1[2-9]")
ABROAD = re.compile(r"(?:00)?[1-9]\d{8,13}")
READ_AS_DIGITS = str.maketrans("oil", "011")
MOST_DIGITS = 15
MOST_LOOKED_UP = 20  # beyond that the shape decides: looking up a number from abroad takes about 0.2 ms


def find_phone_numbers(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Phone numbers in one piece or many, from abroad too; without area code after "ring me on" and the like."""
    if not DIGITS.search(plain):
        return
    lookups = iter(range(MOST_LOOKED_UP))
    for run in DIGIT_RUN.finditer(DATE.sub(lambda date: "\x00" * len(date[0]), plain)):
        before = plain[max(0, run.start() - CUE_LENGTH) : run.start()]
        if REFERENCE_BEFORE.search(before):
            continue
        spans = list(_numbers_in(run, lookups))
        if not spans and PHONE_BEFORE.search(before) and SHORT_NUMBER.fullmatch(run[0]):
            spans = [run.span()]
        for start, end in spans:
            extension = EXTENSION.match(plain, end)
            yield start, extension.end() if extension else end


def _numbers_in(run: re.Match[str], lookups: Iterator[int]) -> Iterator[tuple[int, int]]:
    """The phone numbers in a run of digits; each begins and ends where a group of digits does."""
    digits = run[0].replace("plus", "+   ", 1).translate(READ_AS_DIGITS)
    groups = [(found.start() + run.start(), found.end() + run.start(), found[0]) for found in DIGITS.finditer(digits)]
    first = 0
    while first < len(groups):
        has_plus = first == 0 and ("+" in run[0][:2] or run[0].startswith("plus"))
        last = _last_group([group[2] for group in groups[first : first + MOST_DIGITS]], has_plus, lookups)
        if last is None:
            first += 1
            continue
        yield run.start() if first == 0 else groups[first][0], groups[first + last][1]
        first += last + 1


def _last_group(groups: list[str], has_plus: bool, lookups: Iterator[int]) -> int | None:
    """Index of the group that ends the longest phone number starting with the first group; None if none does."""
    if not has_plus and not MAY_BEGIN.match("".join(groups)):
        return None
    number, best = "", None
    for index, group in enumerate(groups):
        number += group
        if len(number) > MOST_DIGITS:
            break
        is_local = UK_NUMBER.fullmatch(number) or _is_american(number, groups[: index + 1])
        if is_local or ((has_plus or number.startswith("00")) and _is_abroad(number, lookups)):
            best = index
    return best


def _is_american(number: str, groups: list[str]) -> bool:
    return AMERICAN.fullmatch(number) is not None and [len(group) for group in groups] == AMERICAN_GROUPS


def _is_abroad(number: str, lookups: Iterator[int]) -> bool:
    if not ABROAD.fullmatch(number):
        return False
    if next(lookups, None) is None:
        return True
    import phonenumbers  # takes 0.1 s to import, and most messages hold no such number

    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse("+" + number.removeprefix("00"))))
    except phonenumbers.NumberParseException:
        return False
