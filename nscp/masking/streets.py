"""Finds streets: with a number in digits or words, or where somebody lives. `addresses.py` joins them with houses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.name_words import COMMON, RARE, name_words
from nscp.masking.word_lists import word_lists

WORDS = word_lists("address_words.yml")
DIGIT = re.compile(r"\d")
STREET_TYPES = WORDS["street_types"]
WEAK_STREET_TYPES = WORDS["weak_street_types"]
TYPE = "|".join(sorted(STREET_TYPES))
ANY_TYPE = "|".join(sorted(STREET_TYPES | WEAK_STREET_TYPES))
FLAT = (
    r"(?:(?:(?:top|ground|basement|garden|upper|lower|rear|(?:ground|first|second|third|top|1st|2nd|3rd"
    r"|4th)[ -]floor) )?(?:flat|flt"
    r"|apartment|apt|maisonette)|unit|room|bedsit|studio)(?:\.|\s(?:no\.?|number))?"
)
NUMBER = r"(?:(?:no\.?|number|num|nr|house)\s?)?\d{1,4}[a-z]?(?:\s?[-/&]\s?\d{1,4}[a-z]?)?"
COUNTED = "one|two|three|four|five|six|seven|eight|nine"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
NUMBER_IN_WORDS = rf"(?:(?:number\s)?(?:(?:{TENS})(?:[ -](?:{COUNTED}))?|{COUNTED}|{TEENS}))"
STREET_WORD = r"[a-z][a-z'-]{0,19}"
STREET = re.compile(
    rf"(?<![\w£$€])(?<!\d[.:/-])(?P<flat>{FLAT}\s?(?:[a-z]?\d{{1,4}}[a-z]?(?:[/-]\d{{1,3}})?|[a-z])[\s,]{{1,3}}(?=\d"
    rf"|no|number)|{FLAT}[\s,]{{0,2}})?"
    rf"{NUMBER}[\s,]{{1,3}}(?P<words>(?:{STREET_WORD}\.?\s{{1,2}}){{1,4}}?)(?P<type>{ANY_TYPE})(?![\w'])"
)
COMMA_OR_END = re.compile(r"[ ]?(?:,|\n|[ ]?\x00|$)")
PO_BOX = re.compile(r"\b(?:p\.?\s?o\.?|post office)\s?box\s{0,2}(?:no\.?\s?)?\d{1,6}\b")
NUMBERED_HOUSE = re.compile(
    rf"(?<![\w£$€])\d{{1,4}}[a-z]?,?[ ](?P<words>(?:{STREET_WORD}[ ]){{0,3}}{STREET_WORD}),[ ](?:{STREET_WORD}[ ]){{1,3}}"
    rf"(?:{ANY_TYPE})(?![\w'])(?:,?[ ](?:flat|apt|m\.?)[ ]?\d{{1,4}})?"
)
STREET_THEN_NUMBER = re.compile(
    rf"(?<![\w'])(?P<words>(?:{STREET_WORD}\s){{1,2}}?)(?:{TYPE}|close|drive|way|court),?\s(?:at\s)?(?:no\.?|number"
    rf"|num|nr)\s?"
    r"\d{1,4}[a-z]?(?![\w'])"
)
LIVES = (
    r"\b(?:(?:live|lives|livs|lived|living|liv|bide|biding|stay|stays|steyin|stayin|staying|stayed|moved|moving"
    r"|house|home|flat"
    r"|addy|address,?)\s(?:is\s|was\s|now\s|back\s|still\s|out\s|over\s|up\s|down\s)*|(?:knock|knocked|call|called"
    r"|come|came|round|we'?re|i'?m"
    r"|send it|send them|post it|deliver|delivered|drop it(?: off)?|write|visit|visited|sent)\s(?:round\s|us\s|me\s"
    r"|them\s)?(?=at\s|to\s))"
)
LIVES_ON = re.compile(
    rf"{LIVES}(?:on|in|at|to|down|up|off)\s(?P<street>(?:{STREET_WORD},\s)?(?:(?:{STREET_WORD}\s){{1,2}}?(?:cottage"
    rf"|house|farm|lodge"
    rf"|barn)[,\s]{{1,2}})?"
    rf"(?P<words>(?:{STREET_WORD}\s){{1,2}}?)(?:{TYPE}|close|drive)(?![\w'])"
    r"(?:,?\s(?:at\s)?(?:number|no\.?|nr)\s?\d{1,4}[a-z]?(?!\w))?)"
)
LIVES_AT = re.compile(
    rf"{LIVES}(?:at\s|to\s)?(?P<street>{NUMBER}[\s,]{{1,2}}(?P<words>{STREET_WORD}(?:\s{STREET_WORD}){{0,2}}))"
    r"[ ]?(?:[.,;\n\x00]|$)"
)
IN_WORDS = re.compile(
    rf"(?<![\w£$€-]){NUMBER_IN_WORDS}\s(?P<words>(?:{STREET_WORD}\s){{1,2}}?)(?:{TYPE}|close|drive|way)(?![\w'])"
)
ADDRESS_CUE = re.compile(
    r"\b(?:live|lives|livs|lived|living|address|at|flat|moved|house|home|number|no|stay|staying|send|sent|write|post"
    r"|letters?|addy"
    r"|knock|round|visit|deliver|steyin|bide)\b"
    r"[^.!?\d\x00]{0,20}$"
)
CUE_LENGTH = 40
NOT_IN_A_STREET_NAME = WORDS["not_in_a_street_name"]
LIVING = WORDS["living"]  # without one of these nobody lives anywhere
NUMBERS = frozenset(f"{COUNTED}|{TEENS}|{TENS}".split("|"))


def find_streets(typed: str, plain: str, words: set[str]) -> Iterator[tuple[int, int]]:
    """Yield where they stand, from the flat or the number to the word "street" or its like; PO boxes too.

    Args:
        typed: the text as typed.
        plain: it in lower case.
        words: the words of `plain`; looking for them is quicker than looking for patterns.
    """
    if not words.isdisjoint(LIVING):
        yield from (found.span("street") for found in LIVES_ON.finditer(plain) if may_be_street(found["words"].split()))
    if not words.isdisjoint(NUMBERS):
        yield from (found.span() for found in IN_WORDS.finditer(plain) if _is_said(found, typed, plain))
    if DIGIT.search(plain):
        yield from _numbered(typed, plain)


def _numbered(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    yield from (found.span() for found in PO_BOX.finditer(plain))
    yield from (found.span() for found in STREET.finditer(plain) if _is_street(found, typed, plain))
    yield from (
        found.span() for found in NUMBERED_HOUSE.finditer(plain) if typed[found.start("words") : found.end()].istitle()
    )
    for found in STREET_THEN_NUMBER.finditer(plain):
        if words := after_ordinary(found["words"]):
            yield found.end("words") - len(words), found.end()
    yield from (found.span("street") for found in LIVES_AT.finditer(plain) if _is_rare(found["words"].split()))


def after_ordinary(words: str) -> str:
    """Return what follows the words that stand in no name of a house or street: "is rose cottage" without "is"."""
    while words and (first := words.split(" ", 1)[0]) in NOT_IN_A_STREET_NAME and first != "the":
        words = words.partition(" ")[2]
    return words


def _is_said(found: re.Match[str], typed: str, plain: str) -> bool:
    """Tell whether "twelve acacia road" is an address: after a word such as "live", or with capitals."""
    if not may_be_street(found["words"].split()):
        return False
    is_cued = ADDRESS_CUE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()]) is not None
    if is_cued or typed[found.start("words") : found.end()].istitle():
        return True
    begins_line = found.start() == 0 or plain[found.start() - 1] == "\n"
    return begins_line and COMMA_OR_END.match(plain, found.end()) is not None


def _is_rare(words: list[str]) -> bool:
    """Tell whether words behind a house number are the name of a street, whatever it ends with."""
    ranks = name_words().ranks
    if not words or NOT_IN_A_STREET_NAME & set(words):
        return False
    return (
        len(words) == 1
        or words[-1] in STREET_TYPES | WEAK_STREET_TYPES
        or any(ranks.get(word, RARE) > COMMON for word in words)
    )


def may_be_street(words: list[str]) -> bool:
    return words != ["the"] and not NOT_IN_A_STREET_NAME & set(words)


def _is_street(found: re.Match[str], typed: str, plain: str) -> bool:
    words = found["words"].replace(".", "").split()
    is_cued = bool(found["flat"] or ADDRESS_CUE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()]))
    has_capitals = typed[found.start("words") : found.end()].istitle()
    if not may_be_street(words):
        return words == ["the"] and (is_cued or has_capitals)
    return found["type"] in STREET_TYPES or is_cued or has_capitals or COMMA_OR_END.match(plain, found.end()) is not None
