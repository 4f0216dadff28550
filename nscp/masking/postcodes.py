"""Finds whole postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.name_words import name_words
from nscp.masking.word_lists import word_lists, word_set

WORDS = word_lists("address_words.yml")

DIGIT = re.compile(r"\d")
AREAS = WORDS["areas"]
POSTCODE = re.compile(
    r"(?<![^\W_])(?P<area>[a-z]{1,2})(?P<gap> ?)\d[a-z\d]?(?P<middle>[\s.,_-]{0,3})"
    r"(?P<inward>\d[abd-hjlnp-uw-z]{2})(?![^\W_])"
)
# After "postcode" letters may stand apart, and O and l stand for digits; "NN1 OAA" needs no word before it.
DIGIT_SIGN = r"(?:[\dil]|o(?!ne|h)|oh|zero|one|two|three|four|five|six|seven|eight|nine)"
APART = r"[\s,.-]{0,3}"
CUED = re.compile(
    rf"\bpost\s?-?codes?\b(?:'?s|\s(?:is|was|for (?:us|me|him|her|sat nav)|here|number|no))*[\s,.:=-]{{0,3}}"
    rf"(?P<code>[a-z](?:{APART}[a-z])?{APART}{DIGIT_SIGN}(?:{APART}(?:{DIGIT_SIGN}|[a-z](?=[\s,.-]*{DIGIT_SIGN})))?"
    rf"{APART}{DIGIT_SIGN}{APART}[a-z]{APART}[a-z])(?!\w)"
)
O_FOR_ZERO = re.compile(r"(?<![^\W_])(?P<area>[a-z]{1,2})(?:[il](?=\d)|\d)[\da-z]?[ ]?[oil\d][abd-hjlnp-uw-z]{2}(?![^\W_])")
SPECIAL = re.compile(r"(?<!\w)(?:gir ?0aa|bfpo ?\d{1,4})(?!\w)")
EIRCODE = re.compile(r"(?<!\w)[acdefhknprtvwxy]\d[\dw] ?(?=[a-z]{0,3}\d)(?=\d{0,3}[a-z])[acdefhknprtvwxy\d]{4}(?!\w)")
POLISH, DUTCH = re.compile(r"(?<![\w-])\d\d-\d{3}(?![\w-])"), re.compile(r"(?<![\w-])[1-9]\d{3} ?[a-z]{2}(?!\w)")
WITH_COUNTRY = re.compile(r"(?<!\w)(?:lt|lv|md|pl|ro|ch|de|ee)-\d{4,6}(?!\w)")
ABROAD_CUED = re.compile(
    r"\b(?:post ?-?codes?|postal code|zip(?: ?code)?|cod(?:ul)? po[sș]tal|code postal|c[oó]digo postal|plz"
    r"|postleitzahl|kod pocztowy"
    r"|pa[sš]to kodas|irsz\.?|ps[cč]|індекс|индекс)\b[^\d.!?\x00]{0,20}(?P<code>\d{4,6}(?:[ -]\d{3,4}|[ ]?[a-z]{2})?)(?!\w)"
)
ABROAD_BEFORE = re.compile(
    r"\b(?:eircode|post ?-?code|kod|polska|poland|polish|holland|netherlands|nederland|dutch|ireland"
    r"|irish|ul\.|adres|address)\b"
    r"[^.!?\x00]{0,30}$"
)
CAPITAL = r"(?P<town>[A-Z\u00c0-\u00de\u0141\u015a\u0160\u017b\u017d][^\W\d_]+)"
BEHIND_CODE, BEFORE_CODE = re.compile(rf",? {CAPITAL}"), re.compile(rf"\b{CAPITAL},? $")
TOWNS_ABROAD = word_set("warsaw warszawa krakow gdansk lodz amsterdam rotterdam utrecht hague eindhoven groningen haarlem")
CUE_LENGTH = 50  # characters
ORDINAL = re.compile(r"1st|2nd|3rd|[04-9]th")


def find_postcodes(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Whole postcodes in any case and spacing; the first half alone ("NN1") says too little to be one."""
    spans = [found.span("code") for found in CUED.finditer(plain)] if "post" in plain else []
    if DIGIT.search(plain):
        spans += _abroad(typed, plain)
        spans += [found.span() for found in SPECIAL.finditer(plain)]
        spans += [
            found.span() for found in POSTCODE.finditer(plain) if _is_postcode(found, typed[found.start() : found.end()])
        ]
        spans += [
            found.span()
            for found in O_FOR_ZERO.finditer(plain)
            if found["area"] in AREAS and _has_capitals(typed[found.start() : found.end()])
        ]
    yield from apart(spans)


def _abroad(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield codes of Ireland, Poland, the Netherlands and others: those that are like other numbers only beside a town."""
    yield from (found.span("code") for found in ABROAD_CUED.finditer(plain))
    yield from (found.span() for found in WITH_COUNTRY.finditer(plain) if typed[found.start()].isupper())
    for pattern in (EIRCODE, POLISH, DUTCH):
        for found in pattern.finditer(plain):
            start, end = found.span()
            is_upper = typed[start:end].isupper()
            is_cued = ABROAD_BEFORE.search(plain, max(0, start - CUE_LENGTH), start) is not None
            if (
                (is_cued and (is_upper or pattern is not DUTCH))
                or (pattern is EIRCODE and is_upper)
                or ((is_upper or pattern is POLISH) and _is_beside_town(typed, found))
            ):
                yield start, end


def _is_beside_town(typed: str, found: re.Match[str]) -> bool:
    """Tell whether a word with a capital that is no English one stands behind a code, or ends right before it."""
    words = [
        BEHIND_CODE.match(typed, found.end()),
        BEFORE_CODE.search(typed, max(0, found.start() - CUE_LENGTH), found.start()),
    ]
    return any(word is not None and word["town"].lower() not in name_words().ranks for word in words) or any(
        word is not None and word["town"].lower() in TOWNS_ABROAD for word in words
    )


def _has_capitals(code: str) -> bool:
    """Tell whether every letter is a capital, besides those that stand for digits."""
    return re.sub("[ilo]", "", code).isupper()


def _is_postcode(found: re.Match[str], typed: str) -> bool:
    if found["area"] not in AREAS or (found["gap"] and len(found["area"]) == 1):
        return False
    is_road_and_ordinal = (
        found["middle"] and ORDINAL.fullmatch(found["inward"]) and (found["gap"] or len(found["area"]) == 1)
    )
    return typed.isupper() or not is_road_and_ordinal
