"""Finds dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.spoken_numbers import spoken_runs
from nscp.masking.word_lists import VOCABULARY, one_of
from nscp.yaml_lines import YamlFile

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
ABROAD = YamlFile(VOCABULARY / "birth_dates.yml").content
BIRTHS_ABROAD = one_of(sorted(set(ABROAD["births"]) - {"né"})) + "|né"
MONTH_NAME = (
    r"(?:jan(?:u?[a-z]{0,3}ry)?|feb(?:[a-z]{0,4}ry)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:[a-z]{0,2}st)?"
    r"|sep(?:t?[a-z]{0,3}ber|t)?"
    rf"|oct(?:[a-z]{{0,2}}ber)?|nov(?:[a-z]{{0,2}}ber)?|dec(?:[a-z]{{0,2}}ber)?"
    rf"|{'|'.join(sorted(set(ABROAD['months'].split()), key=len, reverse=True))})(?![^\W\d_])"
)
ORDINAL = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth?|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
DAY_IN_WORDS = rf"(?:{DAY}\s?(?:st|nd|rd|th)?|{ORDINAL})"
OF = r"(?:\s(?:of\sthe|of|o'?|day of|day in|in|de))?"
GAP = r"[\s,./_\\-]{0,3}"
SPOKEN_YEAR = rf"(?:{YEAR}(?!\d)|{YEAR_IN_WORDS}\b)"
SPELT_DATE = (
    rf"(?:(?:the\s)?{DAY_IN_WORDS}{OF}{GAP}{MONTH_NAME}(?:\s(?:de|in|of))?(?:{GAP}{SPOKEN_YEAR})?"
    rf"|{MONTH_NAME}{GAP}(?:the\s)?{DAY_IN_WORDS}(?!\d)(?:{GAP}{SPOKEN_YEAR})?"
    rf"|(?:19|20)\d\d(?:\sm\.)?{GAP}{MONTH_NAME}{GAP}{DAY}(?!\d)(?:\sd\.)?"
    rf"|(?:the\s)?(?:{DAY}(?:st|nd|rd|th)|{ORDINAL})\s(?:of\s)?(?:the\s)?(?:{MONTH}(?:st|nd|rd|th)"
    rf"|{ORDINAL})(?:[\s,]{{1,2}}{SPOKEN_YEAR})?"
    r"|(?:\d{1,4}\s?(?:years?|months?|days?)[\s,]{1,2}){2}\d{1,4}\s?(?:years?|months?|days?)\b"
    r"|(?:(?:years?|months?|days?)\s\d{1,4}[\s,]{1,2}){2}(?:years?|months?|days?)\s\d{1,4}\b)"
)
FEAST = (
    rf"(?:(?:christmas|xmas)(?:\s(?:day|eve))?|boxing day|new year'?s?(?:\s(?:day|eve))?|valentine'?s?(?:\sday)?|halloween"
    rf"|bonfire night|(?:st\.? )?(?:patrick|george|david|andrew)'?s day|(?:mother|father)'?s day|easter (?:sunday"
    rf"|monday|day)"
    rf"|april fools?'?(?: day)?|leap day)(?:,?\s(?:in\s)?{SPOKEN_YEAR})?"
)
DATE_IN_DIGITS = (
    rf"(?:(?:19|20)\d\d[-/.]{MONTH}[-/.]{DAY}|{DAY}(?P<mark>\s?[./-]\s?){MONTH}(?P=mark){YEAR}"
    rf"|{MONTH}(?P<other>[./-]){DAY}(?P=other){YEAR})(?!\d)(?![./-]\d)"
)
DATE = re.compile(rf"(?<!\d)(?<!\d[./-]){DATE_IN_DIGITS}")
AGE = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|twenty(?:[ -]one)?|thirty|forty|fifty|sixty)"
)
BIRTH_CUE = (
    r"\b(?:borne?d?|d[\s._/-]{0,2}o[\s._/-]{0,2}bs?|dat?e?s? (?:of|off) (?:his |her |my |their )?(?:birth|brith|birht|bith)"
    r"|birth\s?dates?"
    r"|date born|(?:baby|bubba|twins|little one) (?:came|arrived)(?: early| late)?(?: on)?(?=\s(?:\d|$))"
    r"|births?\s?days?|brith\s?days?|bi[rt]?t?h\s?da?ys?"
    rf"|{BIRTHS_ABROAD}|n(?=\.\s?(?:\d|$))|birth(?=:| was)|b['-]?days?|b(?=\.\s?(?:\d|$))"
    r"|gave birth|came into (?:the|this) world"
    r"|(?:had|delivered) (?:him|her|them|my \w{2,10}) on"
    rf"|(?:turn(?:ed|s|ing)?|was|wos|wis|is|be|been|reached|he'?s|she'?s)\s(?:only\s|just\s)?{AGE}(?:\s(?:years?"
    rf"|yrs?)(?:\sold)?)?"
    r"(?:\s(?:back|just))?\son)(?![^\W\d_])"
)
BIRTH = re.compile(BIRTH_CUE)
BIRTH_BEFORE = re.compile(
    rf"(?P<event>\b(?:after|before|since|until|till)\s(?:[a-z]+\s)?)?{BIRTH_CUE}(?P<gap>[^!?\x00]{{0,45}})$"
)
DATE_OF_BIRTH_BEFORE = re.compile(r"\b(?:d[\s.]{0,2}o[\s.]{0,2}b|date of birth|birth\s?date|birthday)\b[^\d!?\x00]{0,15}$")
# No date is without one of these: looking for them is quicker than for a word of birth.
MAY_BE_DATE = re.compile(
    r"\d|th\b|first|second|third|mas\b|day|hallow|bonfire|eve\b|\b(?:oh|o|zero|nought|double|one|two)\b"
)
FEWEST_SAID, MOST_SAID = 4, 8  # digits
BIRTH_AFTER = re.compile(
    rf"\W{{1,3}}(?:(?:is|was|that'?s|it'?s|being|when)\s)?(?:[a-z']{{1,12}}\s){{0,3}}?{BIRTH_CUE}"
    rf"|[ ,][^.!?\d\x00]{{0,40}}?\b(?:when|that'?s|the day|it'?s)\s(?:[a-z']{{1,12}}\s){{0,5}}?{BIRTH_CUE}"
)
AND = re.compile(r"\s?,?\s?(?:,|and|&|n|not|or)\s(?:(?:the|on|his|hers?|mine|is|was|other|one|'s)\s){0,3}")
# `loose` ones are dates only after a word of birth.
ANY_DATE = re.compile(
    rf"(?<!\d)(?<!\d[./-])(?:{DATE_IN_DIGITS}|{SPELT_DATE}|(?P<loose>{FEAST}|{DAY}[\s,."
    rf"|:\\/_*\u00b7-]{{1,3}}{MONTH}[\s,.|:\\/_*\u00b7-]{{1,3}}{YEAR}(?!\d)"
    rf"|{DAY}/{MONTH}(?![\d/])|(?:19|20)\d\d\s{MONTH}\s{DAY}(?!\d)"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19"
    r"|20)?\d\d(?!\d)))"
)
# A whole date that is all there is in a line, or stands right behind a name, is taken for that of a birth.
WHOLE_DATE = (
    rf"(?:{DATE_IN_DIGITS}|{DAY}\s{MONTH}\s(?:19|20)\d\d"
    rf"|{DAY_IN_WORDS}(?:\s(?:of|day of))?[\s,./-]{{0,2}}{MONTH_NAME}[\s,./-]{{0,2}}(?:19|20)\d\d)"
)
ALONE = re.compile(rf"^[ \t]*(?P<date>{WHOLE_DATE})[ \t]*[.!?]?[ \t]*$", re.MULTILINE)
BEHIND_DETAIL = re.compile(rf"\x00[ ,:(/-]{{1,3}}(?P<date>{WHOLE_DATE})(?=[ \t]*(?:[.,;/)\n\x00]|$|and\b))")
IN_BRACKETS = re.compile(
    rf"\b(?:son|daughter|baby|child|boy|girl|lad|grandson|granddaughter|niece|nephew|brother|sister|twins?)[ ]?[(\[]"
    rf"(?P<date>{WHOLE_DATE})[)\]]"
)
WEEKDAY_BEFORE = re.compile(r"\b(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?,?[ ](?:the[ ])?$")
LONGEST_WEEKDAY = 15  # characters
# What is dated after these words is not the birth.
OTHER_EVENT = re.compile(
    r"\b(?:died|passed|dead|killed|death|hearing|inquest|court|review|meeting|trial|report|funeral|letter|visit"
    r"|moved|taken|removed"
    r"|party|appointment|certificate|since|until|till|before|after|later|ago|started|sent|seen|rang|came|told)\b|[a-z]\.\s"
)

PUT_RIGHT = re.compile(
    r".*\b(?:wrong|should be|should say|meant to be|supposed to be|not)\b"
)  # "the letter has it wrong, it's"


def find_birth_dates(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Dates (day and month at least) that something beside them says are of a birth. Other dates stay."""
    spans = (
        [found.span("date") for pattern in (ALONE, BEHIND_DETAIL, IN_BRACKETS) for found in pattern.finditer(plain)]
        if DIGIT.search(plain)
        else []
    )
    if MAY_BE_DATE.search(plain) and BIRTH.search(plain):
        spans += _announced(plain)
        spans += _said(plain)
    yield from apart(spans)


def _said(plain: str) -> Iterator[tuple[int, int]]:
    """Yield the dates in words for digits: "dob oh three oh four sixteen"."""
    for start, end, digits in spoken_runs(plain):
        if FEWEST_SAID <= len(digits) <= MOST_SAID and DATE_OF_BIRTH_BEFORE.search(plain[max(0, start - WINDOW) : start]):
            yield start, end


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
            (before is not None and not before["event"] and not OTHER_EVENT.search(PUT_RIGHT.sub("", before["gap"])))
            or (not found["loose"] and BIRTH_AFTER.match(plain, end))
            or (last is not None and AND.fullmatch(plain, last, start))
        ):
            weekday = WEEKDAY_BEFORE.search(plain, max(0, start - LONGEST_WEEKDAY), start)
            yield weekday.start() if weekday else start, end
            last = end
