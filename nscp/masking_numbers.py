"""Finds the numbers that point to one person: phone, NHS, National Insurance, date of birth. Part of `nscp.masking`."""

from __future__ import annotations

import re
from collections.abc import Iterator

DIGITS = re.compile(r"\d+")

CUE_LENGTH = 40  # characters before a number in which a word can say what it is
WINDOW = 70  # characters before a date in which a word of birth can stand

# NHS numbers
NHS_NUMBER = re.compile(r"(?<![\d+])(?<!\d[ .-])\d(?:[ .-]{0,2}\d){7,11}(?![ .-]?\d)")
WELL_FORMED_NHS_NUMBER = re.compile(r"[1-9]\d\d([ -]?)\d{3}\1\d{4}")
NHS_BEFORE = re.compile(r"\bnhs\b[^\d.!?\x00]{0,30}$")
NHS_NUMBER_BEFORE = re.compile(r"\bnhs\s(?:number|num|no)\b[^\d!?\x00]{0,20}$")
NHS_AFTER = re.compile(r"[^\d.!?\x00]{0,25}\bnhs\b")
NHS_DIGITS = 10

# National Insurance numbers
NI_NUMBER = re.compile(
    r"(?<![^\W_])(?P<letters>[a-z] ?[a-z])(?P<gap>[ .-]{0,2})\d(?:[ .-]{0,2}\d){5}"
    r"(?P<suffix>[ .-]{0,2}[a-d](?![^\W_]))?(?!\w)"
)
NI_BEFORE = re.compile(r"\b(?:ni|n\.i\.?|nino|national insurance)\b[^\d\x00]{0,20}$")
WORDS = "am an as at be by do go he hi if in is it me my no of oh ok on or pm so to tv uk up us we"
TWO_LETTER_WORDS = frozenset(WORDS.split())

# Phone numbers. Freephone numbers (0800, 0808) belong to helplines and firms.
DIGIT_RUN = re.compile(r"(?<![\d£$€])(?:\+\s?|\(\+?|o(?=\s?7))?\d(?:[\s()./_\u2010-\u2015-]{0,3}(?:\d|o(?![a-np-z]))){4,}")
UK_NUMBER = re.compile(r"(?:(?:00)?440?|0)(?!800|808)[1-37-9]\d{8,9}|07\d{10}|7[4-9]\d{8}")
EXTENSION = re.compile(r"[\s,]{0,2}(?:extension|extn?\.?|x)\s?\d{1,6}\b")
PHONE_BEFORE = re.compile(
    r"(?:\b(?:ring|call|phone|text|txt|contact|reach|message|whatsapp|get|bell|fone)\s(?:me|us|him|her|them|mum|dad)\s(?:back\s)?"
    r"(?:(?:on|at|@)\s)?|\b(?:phone|mobile|mob|tel|telephone|landline|cell|whatsapp|fone|moby)\b[^\d.!?\x00]{0,15}"
    r"|\b(?:my|our|his|her|mums?|dads?|nans?|contact|home|work|best|direct) (?:new |home |work |own )?"
    r"(?:number|num|no|line)\b[^\d.!?\x00]{0,10})$"
)
REFERENCE_BEFORE = re.compile(
    r"\b(?:ref|reference|crime|claim|order|invoice|account|case (?:number|no|num|ref|id))\b[^\d.!?\x00]{0,15}$"
)
SHORT_NUMBER = re.compile(r"(?!0\D?8\D?0\D?[08])\D*(?:\d\D*){5,13}")  # without area code, or mistyped
MAY_BEGIN = re.compile(r"0?7|0[1-389]|44|00[1-9]")
ABROAD = re.compile(r"(?:00)?[1-9]\d{8,13}")
MOST_DIGITS = 15
MOST_LOOKED_UP = 20  # beyond that the shape decides: looking up a number from abroad takes about 0.2 ms

# Dates
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
MONTH_NAME = (
    r"(?:jan(?:u?[a-z]{0,3}ry)?|feb(?:[a-z]{0,4}ry)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:[a-z]{0,2}st)?|sep(?:t?[a-z]{0,3}ber|t)?"
    r"|oct(?:[a-z]{0,2}ber)?|nov(?:[a-z]{0,2}ber)?|dec(?:[a-z]{0,2}ber)?)\b"
)
ORDINAL = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth?|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
DAY_IN_WORDS = rf"(?:{DAY}\s?(?:st|nd|rd|th)?|{ORDINAL})"
SPELT_DATE = (
    rf"(?:{DAY_IN_WORDS}(?:\s(?:of|day of))?[\s,./-]{{0,2}}{MONTH_NAME}(?:[\s,./-]{{0,2}}{YEAR}(?!\d))?"
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
# What is dated after these words is not the birth.
OTHER_EVENT = re.compile(
    r"\b(?:died|passed|dead|killed|death|hearing|inquest|court|review|meeting|trial|report|funeral|letter|visit|moved|taken|removed"
    r"|party|appointment|certificate|since|until|till|before|after|later|ago|started|sent|seen|rang|came|told)\b|[a-z]\.\s"
)


def find_nhs_numbers(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """NHS numbers: ten digits near "NHS", or with the right check digit; any length after "NHS number"."""
    for found in NHS_NUMBER.finditer(plain) if DIGITS.search(plain) else ():
        before = plain[max(0, found.start() - CUE_LENGTH) : found.start()]
        digits = re.sub(r"\D", "", found[0])
        near = NHS_BEFORE.search(before) or NHS_AFTER.match(plain, found.end())
        if NHS_NUMBER_BEFORE.search(before) or (
            len(digits) == NHS_DIGITS and (near or (WELL_FORMED_NHS_NUMBER.fullmatch(found[0]) and has_check_digit(digits)))
        ):
            yield found.span()


def has_check_digit(digits: str) -> bool:
    """True if the last of ten digits is the NHS check digit of the nine before it (modulus 11, weights 10 to 2)."""
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - total % 11) % 11 == int(digits[-1])


def find_ni_numbers(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """National Insurance numbers: two letters, six digits, a letter from A to D; that last one may be missing after "NI"."""
    for found in NI_NUMBER.finditer(plain) if DIGITS.search(plain) else ():
        if NI_BEFORE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()]):
            yield found.span()
        elif found["suffix"]:
            is_upper = typed[found.start() : found.end()].isupper()
            if is_upper or not found["gap"] or found["letters"] not in TWO_LETTER_WORDS:
                yield found.span()


def find_birth_dates(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Dates (day and month at least) that something beside them says are of a birth. Other dates stay."""
    if not BIRTH.search(plain):
        return
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
    digits = run[0].replace("o", "0")
    groups = [(found.start() + run.start(), found.end() + run.start(), found[0]) for found in DIGITS.finditer(digits)]
    first = 0
    while first < len(groups):
        has_plus = first == 0 and "+" in run[0][:2]
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
        if UK_NUMBER.fullmatch(number) or ((has_plus or number.startswith("00")) and _is_abroad(number, lookups)):
            best = index
    return best


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
