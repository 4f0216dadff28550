"""Finds the personal details in a text, and puts placeholders in their place.

It goes by patterns and lists of words, in time proportional to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from nscp.contacts import load_contacts
from nscp.masking.addresses import find_addresses
from nscp.masking.bank_details import find_bank_details, find_card_numbers
from nscp.masking.birth_dates import find_birth_dates
from nscp.masking.characters import clean, clean_with_places
from nscp.masking.details import PLACEHOLDERS, SETTLED, Detail, Finder, Span
from nscp.masking.emails import find_emails, find_spelt_emails
from nscp.masking.handles import find_handles
from nscp.masking.identity_numbers import find_nhs_numbers, find_ni_numbers, find_references
from nscp.masking.names import find_names
from nscp.masking.other_scripts import find_names_in_other_scripts
from nscp.masking.phones import find_phone_numbers
from nscp.masking.places import find_places
from nscp.masking.postcodes import find_postcodes
from nscp.masking.spoken_numbers import find_spoken_numbers
from nscp.masking.vehicles import find_vehicles
from nscp.masking.word_lists import PEOPLE, one_of
from nscp.settings import PROJECT

FINDERS: tuple[tuple[str, Finder], ...] = (
    ("email", find_emails),
    ("email", find_spelt_emails),
    ("handle", find_handles),
    ("ni_number", find_ni_numbers),
    ("date_of_birth", find_birth_dates),
    ("card_number", find_card_numbers),
    ("bank_details", find_bank_details),
    ("nhs_number", find_nhs_numbers),
    ("reference", find_references),
    ("phone", find_spoken_numbers),
    ("phone", find_phone_numbers),
    ("vehicle", find_vehicles),
    ("postcode", find_postcodes),
    ("address", find_addresses),
    ("place", find_places),
    ("name", find_names_in_other_scripts),
    ("name", find_names),
)
# What is found can let the next reading find more: an address ends where a postcode begins. Three readings do for what
# families write. Addresses on end with no mark between ("flat 1 flat 1 flat 1") need one each: such a text is hidden whole.
MOST_READINGS = 4
TWO_WORDS = re.compile(r"[a-z']+ [a-z']+")
LONGEST_CUE = 40  # characters before a name
OWN_NAME = re.compile(
    r"(?:\b(?:name|name's|name is|i am|i'm|im|(?:is|was|son|daughter|boy|girl) called|mr|mrs|miss|ms|dr)\.?"
    rf"|\b(?:my|our|his|her)(?: \w+)? (?:{'|'.join(sorted(PEOPLE))}))[ ,:-]{{1,3}}$"
)
APOSTROPHES = "\u2018\u2019\u201b\u02bc\u02bb\u02b9\u2032\u00b4\uff07`"
STRAIGHT_QUOTES = str.maketrans(APOSTROPHES + "\u2010\u2011\u201c\u201d", "'" * len(APOSTROPHES) + '--""')
ORGANISATIONS = Path(__file__).parent.parent / "vocabulary" / "organisations.txt"
SHORTEST_HELPLINE = 6  # digits; "111 High Street" is not about NHS 111, and nothing takes three digits for a phone number


def mask(text: str) -> str:
    """Return the text with a placeholder such as `[name]` in place of every detail, and nothing invisible in it.

    Masking it again changes nothing. Of a text in which nothing can be seen a space is left: it was a message.
    """
    text = clean(text) or (text and " ")
    pieces, done = [], 0
    for detail in _details_of(text):
        pieces += [text[done : detail.start], PLACEHOLDERS[detail.kind]]
        done = detail.end
    return "".join(pieces) + text[done:]


def mask_values(value: Any) -> Any:
    """Return a copy of a JSON value with every text in it masked; keys of objects stay as they are."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {key: mask_values(inner) for key, inner in value.items()}
    return [mask_values(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def find_details(text: str) -> list[Detail]:
    """Return the personal details in a text, in order, none overlapping another.

    The whole text is one if they do not come to an end.
    """
    cleaned, places = clean_with_places(text)
    details = _details_of(cleaned)
    if places is None:
        return details
    return [Detail(places[detail.start], places[detail.end - 1] + 1, detail.kind) for detail in details]


def _details_of(text: str) -> list[Detail]:
    plain = _plain(text)
    stays = [found.span() for found in never_masked().finditer(plain) if not _is_somebody(plain, *found.span())]
    left, plain = _settle(text, stays), _settle(plain, stays)
    details: list[Detail] = []
    for _ in range(MOST_READINGS):
        known = len(details)
        for kind, find in FINDERS:
            spans = list(find(left, plain))
            details += (Detail(start, end, kind) for start, end in spans)
            left, plain = _settle(left, spans), _settle(plain, spans)
        if len(details) == known:  # the next reading of the masked text would find nothing either
            return sorted(details)
    return [Detail(0, len(text), "address")]


def _is_somebody(plain: str, start: int, end: int) -> bool:
    """Whether a family bears the name of somebody famous or of a shop: "my name is paul smith", "my husband tom jones"."""
    is_name = TWO_WORDS.fullmatch(plain, start, end) is not None
    return is_name and OWN_NAME.search(plain[max(0, start - LONGEST_CUE) : start]) is not None


def _settle(text: str, spans: Iterable[Span]) -> str:
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], SETTLED * (end - start)]
        done = end
    return "".join(pieces) + text[done:] if pieces else text


def _plain(text: str) -> str:
    """Lower-case with straight quotes, and as long as it was, so that places in it are places in the text."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    return lower.translate(STRAIGHT_QUOTES)


@lru_cache(maxsize=1)
def never_masked() -> re.Pattern[str]:
    """Return what finds them all, however numbers and addresses are spaced. It is for texts in lower case."""
    values = [contact.value for contact in load_contacts(PROJECT).values()]
    emails = [
        re.escape(value.lower()).replace("@", r"\s{0,2}(?:@|\bat\b)\s{0,2}").replace(r"\.", r"\s{0,2}(?:\.|\bdot\b)\s{0,2}")
        for value in values
        if "@" in value
    ]
    digits = [re.sub(r"\D", "", value) for value in values if re.fullmatch(r"[\d ]+", value)]
    phones = "|".join(_spaced(number) for number in digits if len(number) >= SHORTEST_HELPLINE)
    phone_list = rf"(?<!\d)(?<!\d[ .-])(?:{phones})(?:[ .-]+(?:{phones}))*(?!\d)(?![ .-]\d)"
    placeholders = [re.escape(placeholder.lower()) for placeholder in PLACEHOLDERS.values()]
    organisations = one_of(_organisations())
    return re.compile("|".join([*placeholders, *emails, phone_list, rf"\b(?:{organisations})\b"]))


def _organisations() -> list[str]:
    lines = ORGANISATIONS.read_text(encoding="utf-8").lower().splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    return names + [name.replace("'", "") for name in names if "'" in name]


def _spaced(number: str) -> str:
    gap = r"[\s.()-]{0,3}"
    if number.startswith("0"):
        return rf"(?:0|(?:\+|00){gap}44{gap}(?:\(0\){gap})?){gap}" + gap.join(number[1:])
    return gap.join(number)
