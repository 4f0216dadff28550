"""Finds the registrations of vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.name_words import COMMON, RARE, name_words
from nscp.masking.word_lists import word_set

DIGIT = re.compile(r"\d")
SHORT = 5  # characters: an older registration of so few is like any number
CUE_LENGTH = 45  # characters before a registration in which a word can announce it
# The style since 2001 ("AB12 CDE") is like nothing else; the older ones need a word such as "reg" before or after them.
CURRENT = re.compile(r"(?<!\w)[a-hj-pr-y][a-hj-pr-z]\d\d(?P<gap>[ .-]{0,2})(?P<last>[a-z]{3})(?!\w)")
# Since 2001 with a space too many, since 1983, since 1963, older ones and those of Northern Ireland.
OLDER = re.compile(
    r"(?<!\w)(?:[a-z]{2}[ .-]\d\d[ .-]{0,2}[a-z]{3}|[a-z][ .-]?\d{1,3}[ .-]{0,2}[a-z]{3}"
    r"|[a-z]{3}[ .-]{0,2}\d{1,3}[ .-]?[a-z]"
    r"|[a-z]{1,3}[ .-]{0,2}\d{1,4}|\d{1,4}[ .-]{0,2}[a-z]{1,3})(?!\w)"
)
# Abroad letters may stand at both ends or between digits, and digits be more.
FOREIGN = re.compile(
    r"(?<!\w)[a-z]{1,3}[ .-]?(?:\d{2,5}[ .-]?[a-z]{1,3}|\d{5}|\d[a-z\d]{4})(?!\w)|(?<!\w)\d{2,3}-[a-z]{1,2}-\d{1,6}(?!\w)"
)
# Written with hyphens these are like nothing else: Irish by year and county, French and Italian, Dutch, Romanian, German.
COUNTIES = "ce|cn|cw|dl|ke|kk|ky|ld|lh|lk|lm|ls|mh|mn|mo|oy|rn|so|ta|tn|ts|ty|wd|wh|ww|wx|c|d|g|l|t|w"
HYPHENATED = re.compile(
    rf"(?<![\w-])(?:(?:8[7-9]|9\d|[012]\d[12]?)-(?:{COUNTIES})-\d{{1,6}}|[a-z]{{2}}-\d{{3}}-[a-z]{{2}}|\d{{2}}-[a-z]{{3}}-\d"
    r"|[a-z]{1,2}-\d{2,3}-[a-z]{1,3}|[a-z]{1,3}-[a-z]{1,2}[ -]\d{1,4}[eh]?)(?![\w-])"
)
# With spaces they need a vehicle near them, as do Polish ones.
IRISH = re.compile(rf"(?<!\w)(?:8[7-9]|9\d|[012]\d[12]?)[ ]?(?:{COUNTIES})[ ]?\d{{1,6}}(?!\w)")
SPACED = re.compile(
    r"(?<!\w)(?:[a-z]{2,3}[ -](?=[a-z\d]*\d)[a-z\d]{4,5}"
    r"|[a-z]{1,3}[ -][a-z]{1,2}[ -]?\d{1,4}[eh]?|[a-z]{2}[ -]\d{3,4}[ -][a-z]{2}|[a-z]{3}[ -]\d{3})(?!\w)"
)
APART = re.compile(r"(?<!\w)[a-z\d](?:[ ,.-]{1,2}[a-z\d](?!\w)){3,6}")  # each letter by itself
NEVER_IN = word_set("is was the its my no it and or of on in at has had reg regs car van cab bmw kia mg vw vrn")
WORD_IN = re.compile(r"[a-z]+")
BEFORE = re.compile(
    r"\b(?:reg|regs|rego|registration|registered|number ?plates?|num ?plate|plates?|vrn|vrm|licen[cs]e plate"
    r"|index)\b(?: (?:number"
    r"|no|mark|plate))?(?:[^\d.!?\x00]|\bno\.){0,20}$"
)
VEHICLE_BEFORE = re.compile(
    r"\b(?:car|van|vehicle|motor|bike|moped|motorbike|drives?|driving|drove|ford|vauxhall|bmw|audi|corsa|fiesta"
    r"|focus|golf|astra|polo|merc"
    r"|transit|clio|corolla|honda|toyota|nissan|peugeot|renault|kia|skoda|seat|mini|micra|dacia|duster|sandero|yaris"
    r"|qashqai|juke"
    r"|mondeo|kuga|puma|galaxy|ka|zafira|insignia|meriva|vivaro|passat|tiguan|touran|caddy|mercedes|sprinter|volvo"
    r"|mazda|suzuki"
    r"|swift|hyundai|mitsubishi|subaru|citroen|berlingo|picasso|saxo|fiat|punto|panda|jeep|land ?rover|range ?rover"
    r"|discovery|freelander"
    r"|jaguar|jag|tesla|lexus|mg|rover|saab|smart|beetle|megane|scenic|kangoo|octavia|fabia|ibiza|leon|civic|jazz"
    r"|estate|hatchback"
    r"|saloon|4x4|pick ?up|lorry|taxi|cab|minibus|campervan|camper|scooter|quad|tractor|trailer)\b[^.!?\x00]{0,30}$"
)
AFTER = re.compile(
    r"\W{1,3}(?:is |was |on |as )?(?:(?:the|his|her|my|our|their) )?(?:[a-z]{4,12}(?:an|ish|n) )?"
    r"(?:(?:reg|registration|number ?plates?|plates?)\b"
    r"|(?<=his )(?:car|van|motor)\b|(?<=her )(?:car|van|motor)\b|(?<=my )(?:car|van|motor)\b|(?<=our )(?:car|van|motor)\b)"
)

PARKED = re.compile(
    r" (?:(?:was|is|were|has been|had been|been|it) )?(?:just )?(?:parked|outside|followed|drove|sat|stood|stopped"
    r"|speeding|speeded"
    r"|hit|pulled|waiting)\b"
)


def find_vehicles(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where registrations stand."""
    if not DIGIT.search(plain):
        return
    ranks = name_words().ranks
    spans = []
    for pattern in (HYPHENATED, CURRENT, OLDER, FOREIGN, IRISH, SPACED, APART):
        for found in pattern.finditer(plain):
            before = plain[max(0, found.start() - CUE_LENGTH) : found.start()]
            is_announced = BEFORE.search(before) or AFTER.match(plain, found.end())
            is_upper = typed[found.start() : found.end()].isupper()
            is_like_no_words = (pattern is CURRENT and not (found["gap"] and found["last"] in ranks)) or (
                pattern is HYPHENATED and is_upper
            )
            words = WORD_IN.findall(found[0])
            is_no_word = is_upper or all(ranks.get(word, RARE) > COMMON or len(word) == 1 for word in words)
            if pattern in (OLDER, SPACED) and not is_upper and any(word in NEVER_IN for word in words):
                continue  # "the reg was 08"
            if pattern is APART and not _is_long(found[0]):
                continue
            if pattern in (FOREIGN, IRISH, SPACED) and not is_no_word:
                continue  # "registration number is 12345"
            is_of_vehicle = is_no_word and _is_long(found[0]) and VEHICLE_BEFORE.search(before)
            is_of_vehicle = is_of_vehicle or (is_upper and _is_long(found[0]) and PARKED.match(plain, found.end()))
            if is_announced or is_like_no_words or is_of_vehicle:
                spans.append(found.span())
    yield from apart(spans)


def _is_long(registration: str) -> bool:
    """Tell whether letters and digits together are too many for any other short number."""
    signs = [letter for letter in registration if letter.isalnum()]
    has_both = any(map(str.isdigit, signs)) and any(map(str.isalpha, signs))
    return has_both and len(registration) > SHORT and len(signs) >= SHORT
