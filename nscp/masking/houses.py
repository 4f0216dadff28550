"""Finds houses with a name and no street, where something is to be sent: "post it to Tall Chimneys, top of the lane"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.name_context import ROLES
from nscp.masking.name_words import COMMON, RARE, name_words
from nscp.masking.streets import KINDS_OF_HOUSE, NOT_IN_A_STREET_NAME, STREET_WORD
from nscp.masking.word_lists import word_lists

WORDS = word_lists("address_words.yml")

SENT_TO = re.compile(
    r"\b(?:post|send|sent|posted|deliver|address|forward)[ ](?:it|them|this|that|(?:the|my|a|any|our|your|all)"
    r"[ ](?:letters?|reports?|copy|copies|post|papers?|reply|forms?|leaflet))(?:[ ](?:back|on|over|out))?[ ]to[ ]"
    rf"(?P<house>(?:the[ ])?{STREET_WORD}(?:[ ]{STREET_WORD}){{1,2}})[ ]?(?=[.,;\n]|$)"
)
ORGANISATION_WORDS = WORDS["organisation_words"]
NO_HOUSE = ORGANISATION_WORDS | KINDS_OF_HOUSE | NOT_IN_A_STREET_NAME | ROLES


def find_houses(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand: words with capitals that say no organisation, town or person."""
    for found in SENT_TO.finditer(plain) if " to " in plain else ():
        if _is_house(found, typed):
            yield found.span("house")


def _is_house(found: re.Match[str], typed: str) -> bool:
    known, words = name_words(), found["house"].removeprefix("the ").split()
    if not typed[found.end("house") - len(" ".join(words)) : found.end("house")].istitle():
        return False
    bases = {base for word in words for base in (word, word.removesuffix("'s"))}
    if bases & (NO_HOUSE | known.towns | known.not_names):
        return False
    is_person = known.is_first(words[0]) or words[0] in known.double
    return not is_person and any(known.ranks.get(word, RARE) > COMMON for word in words)
