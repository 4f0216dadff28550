"""Masks personal details in what people type, so that they are never stored.

`mask` is the one way in: whatever is kept of a family's words passes through it. It goes by patterns and lists of words, in
time proportional to the text, and finds emails, National Insurance numbers, dates of birth, NHS numbers, phone numbers,
postcodes, street addresses, and names where something beside them says that a name stands here. Some will slip through.
NSCP's own email address and the helplines are never masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nscp.contacts import load_contacts
from nscp.masking_addresses import find_emails, find_postcodes, find_spelt_emails, find_streets
from nscp.masking_names import find_names
from nscp.masking_numbers import find_birth_dates, find_nhs_numbers, find_ni_numbers, find_phone_numbers
from nscp.settings import PROJECT

Span = tuple[int, int]
# A finder gets the text as typed and the same text in lower case, and yields start and end of each detail of its kind, in
# order. Both texts are equally long, so a place in one is the same place in the other.
Finder = Callable[[str, str], Iterator[Span]]

FINDERS: tuple[tuple[str, Finder], ...] = (
    ("email", find_emails),
    ("email", find_spelt_emails),
    ("ni_number", find_ni_numbers),
    ("date_of_birth", find_birth_dates),
    ("nhs_number", find_nhs_numbers),
    ("phone", find_phone_numbers),
    ("postcode", find_postcodes),
    ("address", find_streets),
    ("name", find_names),
)
PLACEHOLDERS = {
    "email": "[email]",
    "ni_number": "[National Insurance number]",
    "date_of_birth": "[date of birth]",
    "nhs_number": "[NHS number]",
    "phone": "[phone number]",
    "postcode": "[postcode]",
    "address": "[address]",
    "name": "[name]",
}
# Stands for every letter of what is settled already, found or never to be masked. No finder reads across it.
SETTLED = "\x00"
# What is found can let the next reading find more: an address ends where a postcode begins. Three readings do for what
# families write. Addresses on end with no mark between ("flat 1 flat 1 flat 1") need one each: such a text is hidden whole.
MOST_READINGS = 10

STRAIGHT_QUOTES = str.maketrans("\u2018\u2019\u02bc`", "''''")
MAY_STAY = re.compile(r"[\[@\d]| at ", re.IGNORECASE)  # nothing else can begin what is never masked
SHORTEST_HELPLINE = 6  # digits; "111 High Street" is not about NHS 111, and nothing takes three digits for a phone number


@dataclass(frozen=True, order=True)
class Detail:
    """One personal detail.

    Attributes:
        start: index of its first character.
        end: index after its last.
        kind: a key of `PLACEHOLDERS`.
    """

    start: int
    end: int
    kind: str


def mask(text: str) -> str:
    """The text with a placeholder such as `[name]` in place of every detail found; masking it again changes nothing."""
    pieces, done = [], 0
    for detail in find_details(text):
        pieces += [text[done : detail.start], PLACEHOLDERS[detail.kind]]
        done = detail.end
    return "".join(pieces) + text[done:]


def mask_values(value: Any) -> Any:
    """A copy of a JSON value with every text in it masked; keys of objects stay as they are."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {key: mask_values(inner) for key, inner in value.items()}
    return [mask_values(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def find_details(text: str) -> list[Detail]:
    """The personal details in a text, in order, none overlapping another; the whole text if they do not come to an end."""
    stays = _never_masked().finditer(text) if MAY_STAY.search(text) else ()
    left = _settle(text, (found.span() for found in stays))
    plain = _plain(left)
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
def _never_masked() -> re.Pattern[str]:
    """The placeholders, NSCP's email address and the helplines, however they are spaced."""
    values = [contact.value for contact in load_contacts(PROJECT).values()]
    emails = [
        re.escape(value).replace("@", r"\s{0,2}(?:@|\bat\b)\s{0,2}").replace(r"\.", r"\s{0,2}(?:\.|\bdot\b)\s{0,2}")
        for value in values
        if "@" in value
    ]
    digits = [re.sub(r"\D", "", value) for value in values if re.fullmatch(r"[\d ]+", value)]
    phones = "|".join(_spaced(number) for number in digits if len(number) >= SHORTEST_HELPLINE)
    phone_list = rf"(?<!\d)(?<!\d[ .-])(?:{phones})(?:[ .-]+(?:{phones}))*(?!\d)(?![ .-]\d)"
    placeholders = [re.escape(placeholder) for placeholder in PLACEHOLDERS.values()]
    return re.compile("|".join([*placeholders, *emails, phone_list]), re.IGNORECASE)


def _spaced(number: str) -> str:
    gap = r"[\s.()-]{0,3}"
    if number.startswith("0"):
        return rf"(?:0|(?:\+|00){gap}44{gap}(?:\(0\){gap})?){gap}" + gap.join(number[1:])
    return gap.join(number)
