"""Finds houses with a name, and caravans, pitches and moorings with a number. `addresses.py` joins them with streets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.name_signs import ROLES
from nscp.masking.name_words import COMMON, FUNCTION, RARE, is_mistyped, name_words
from nscp.masking.streets import (
    ADDRESS_CUE,
    CUE_LENGTH,
    LIVES,
    LIVING,
    NOT_IN_A_STREET_NAME,
    STREET_WORD,
    TYPE,
    after_ordinary,
    may_be_street,
)
from nscp.masking.word_lists import word_lists, word_set

WORDS = word_lists("address_words.yml")
DIGIT = re.compile(r"\d")
# A house with a name before a street, and "the old rectory" by itself.
HOUSE = (
    r"(?:house|cottage|cottages|farm|farmhouse|lodge|barn|bungalow|rectory|vicarage|manse|parsonage|mill|manor"
    r"|grange|hall|gatehouse"
    r"|stables|granary|forge|smithy|school\s?house|coach\s?house|toll\s?house|oast\s?house|bakehouse|bakery|chapel"
    r"|dairy|brewery|priory"
    r"|abbey|orchards?|nook|haven|firs|elms|oaks|beeches|laurels|limes|willows|hollies|cedars|poplars|croft|annexe?"
    r"|post office|police"
    r"\s(?:house|station)|station|signal box|pump house|pub|inn|gables?"
    r"|chestnuts|paddocks?|view|villa|court|heights|point|lock)"
)
NAMED_HOUSE = re.compile(
    rf"(?<![\w'])(?P<house>(?:the\s)?(?:{STREET_WORD}\s){{0,2}}?{HOUSE}),\s?(?:(?:off\s)?(?P<words>(?:{STREET_WORD}\s){{1,2}}?)(?:{TYPE}"
    r"|close|drive|way|hill|green|court|walk)(?![\w']))"
)
OLD = (
    r"(?:rectory|vicarage|manse|parsonage|mill|manor|granary|forge|smithy"
    r"|(?:school|coach|toll|oast|bake)\s?house|bakery|dairy|grange)"
)
OLD_HOUSE = re.compile(rf"(?<![\w'])(?:the\s)?old\s{OLD}(?![\w'])")
SITE = (
    r"(?:caravan(?:\s(?:park|site))?|mobile home(?:\s(?:park|site))?|travellers?'?s?(?:\s(?:park|site))|holiday park"
    r"|park|site|marina"
    r"|wharf|lodge park|basin|boatyard|meadows?|fields?|farm)"
)
PITCH = re.compile(
    r"\b(?:caravan|plot|pitch|chalet|mobile home|static|berth|mooring|houseboat|trailer|van|lodge"
    r"|narrowboat|yard)\s(?:no\.?\s?|number\s)?"
    rf"\d{{1,4}}[a-z]?(?:,?\s(?:at\s|on\s)?(?:the\s)?(?:{STREET_WORD}\s){{1,3}}?{SITE}(?![\w']))?"
)
CHUNK = rf"{STREET_WORD}(?:[ ]{STREET_WORD}){{0,3}}"
GIVEN = re.compile(rf"\baddress(?:[ ](?:is|was)|:|[ ]-)[ ]?(?P<chunks>{CHUNK}(?:,[ ]{CHUNK}){{1,3}})")
OWN_HOUSE = (
    r"\b(?:(?:our|my|their|his|her|the|mum'?s|dad'?s|nan'?s|nana'?s|gran'?s)\s"
    r"(?:house|home|place|cottage|bungalow|farm|lodge|flats?|block)"
    r"(?:\sname)?(?:(?:\s(?:is|was)|'?s)(?:\s(?:called|named))?|\s(?:called|named))|home\s(?:is|was))"
)
LIVES_AT_HOUSE = re.compile(
    rf"(?:{LIVES}(?:at|in|to)|\b(?:we'?re|i'?m)\s(?:at|in)|(?P<own>{OWN_HOUSE}))\s(?P<street>(?P<words>(?:the\s)?"
    rf"(?:{STREET_WORD}\s){{1,2}}?)(?:house|cottages?|farm|farmhouse|lodge|bungalow|barn|grange|manor|mill|villa|{OLD}))(?![\w'])"
)
# "Our house is Fairview": nothing but the capital says that it is a name.
CALLED_HOUSE = re.compile(
    rf"{OWN_HOUSE}\s(?P<street>(?:the\s)?(?P<words>{STREET_WORD}(?:\s{STREET_WORD}){{0,2}}))"
    r"(?=[ ]?(?:[.,;\n\x00]|$)|\s(?:on|in|at|up|by|near|off|down|end|you|and|opposite|behind|next|past)\b)"
)
SENT_TO = re.compile(
    r"\b(?:post|send|sent|posted|deliver|address|forward)[ ](?:it|them|this|that|(?:the|my|a|any|our|your|all)"
    r"[ ](?:letters?|reports?|copy|copies|post|papers?|reply|forms?|leaflet))(?:[ ](?:back|on|over|out))?[ ]to[ ]"
    rf"(?P<house>(?:the[ ])?{STREET_WORD}(?:[ ]{STREET_WORD}){{1,2}})[ ]?(?=[.,;\n]|$)"
)
# With capitals. A house, a lodge or a farm may be an office too and needs "at" or the like before it.
HOME = re.compile(
    rf"(?<![\w'])(?P<words>(?:{STREET_WORD}[ ]){{1,2}})(?:(?P<sure>cottages?|bungalow|farmhouse|villa|barn|croft|steading)"
    r"|house|lodge|farm|grange|manor|mill|hall|gatehouse|annexe)(?![\w'])"
    r"(?![ ](?:hospital|surgery|school|primary|nursery|care|medical|unit|ward|park|road|street|lane|close|drive|avenue|way))"
)
AT_HOME = re.compile(
    r"\b(?:(?:still|back|now|living|live[sd]?|staying|stays?|home|round|over|here|us|me|it|them|him|her|letters?|mum|nan"
    r"|gran|grandma|dad)[ ](?:is[ ])?(?:at|to|from)|moved[ ](?:in)?to|address(?:[ ]is|:)?|born[ ]at"
    r"|(?:we'?re|i'?m|i[ ]am|we[ ]are)[ ](?:at|in|from))[ ]$"
)
NO_HOMES = word_set(
    "aston pottery animal open city town white full haunted country villa council care children's childrens mother's"
)
KINDS_OF_HOUSE = WORDS["kinds_of_house"]
ORGANISATION_WORDS = WORDS["organisation_words"]
HOMES = word_set(
    "cottage cottages bungalow farmhouse villa barn croft steading house lodge farm grange manor mill hall gatehouse annexe"
)
NO_HOUSE = ORGANISATION_WORDS | KINDS_OF_HOUSE | NOT_IN_A_STREET_NAME | ROLES


def find_houses(typed: str, plain: str, words: set[str]) -> Iterator[tuple[int, int]]:
    """Yield where they stand. `words` are those of `plain`."""
    if "old " in plain or "," in plain:
        yield from _named_houses(typed, plain)
    if not words.isdisjoint(HOMES):
        yield from _homes(typed, plain)
    if not words.isdisjoint(LIVING):
        yield from (span for found in GIVEN.finditer(plain) if (span := _house_in(found, typed)) is not None)
        yield from _houses_of_somebody(typed, plain)
        yield from (found.span("house") for found in SENT_TO.finditer(plain) if _is_sent_to(found, typed))
    if DIGIT.search(plain):
        yield from (
            found.span() for found in PITCH.finditer(plain) if not found[0].startswith(("van", "lodge")) or "," in found[0]
        )


def _homes(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield houses with a name in capitals, known by it alone: "Rowanbrae Cottage"."""
    for found in HOME.finditer(plain):
        words = found["words"].split()
        while words and not typed[found.end("words") - len(" ".join(words)) - 1].isupper():
            words = words[1:]
        start = found.end("words") - len(" ".join(words)) - 1
        is_named = bool(words) and not set(words) & (NO_HOMES | KINDS_OF_HOUSE | ORGANISATION_WORDS | NOT_IN_A_STREET_NAME)
        if not is_named or not typed[found.end("words")].isupper() or typed[start + 1].isupper():
            continue
        if found["sure"] or AT_HOME.search(plain, max(0, start - CUE_LENGTH), start):
            yield start, found.end()


def _house_in(found: re.Match[str], typed: str) -> tuple[int, int] | None:
    """Return where house and street stand in what follows "address:", up to the village or town."""
    start = end = found.start("chunks")
    for chunk in re.finditer(r"[^,]+", found["chunks"]):
        first, last = start + chunk.start(), start + chunk.end()
        words = chunk[0].split()
        if not typed[first : last + 1].strip(" ,").istitle() or words[-1] in name_words().towns | name_words().not_names:
            break
        end = last
    return (start, end) if end > start else None


def _named_houses(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    for found in OLD_HOUSE.finditer(plain):
        is_cued = ADDRESS_CUE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()])
        if is_cued or typed[found.end() - 1 : found.end()].isupper() or typed[found.start() : found.end()].istitle():
            yield found.span()
    for found in NAMED_HOUSE.finditer(plain):
        house = after_ordinary(found["house"])
        if " " in house and not KINDS_OF_HOUSE & set(house.split()) and may_be_street(found["words"].split()):
            yield found.end("house") - len(house), found.end()


def _houses_of_somebody(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield houses with a name and no street, behind "lives at" or "our house is"."""
    for found in LIVES_AT_HOUSE.finditer(plain):
        words = found["words"].split()
        if (
            words != ["the"]
            and not NOT_IN_A_STREET_NAME - {"the"} & set(words)
            and not KINDS_OF_HOUSE & set(words)
            and any(name_words().ranks.get(word, RARE) > FUNCTION for word in words)
            and not any(is_mistyped(word) and word not in name_words().ranks for word in words)
        ):
            yield found.span("street")
    for found in CALLED_HOUSE.finditer(plain):
        if _is_name_of_house(found, typed):
            yield found.span("street")


def _is_name_of_house(found: re.Match[str], typed: str) -> bool:
    """Tell whether words with capitals behind "our house is" are no town and nothing ordinary."""
    known, words = name_words(), found["words"].split()
    if not typed[found.start("words") : found.end("words")].istitle():
        return False
    if set(words) & (known.not_names | NOT_IN_A_STREET_NAME | KINDS_OF_HOUSE) or words[-1] in known.towns:
        return False
    return len(words) > 1 or known.ranks.get(words[0], RARE) >= COMMON


def _is_sent_to(found: re.Match[str], typed: str) -> bool:
    known, words = name_words(), found["house"].removeprefix("the ").split()
    if not typed[found.end("house") - len(" ".join(words)) : found.end("house")].istitle():
        return False
    bases = {base for word in words for base in (word, word.removesuffix("'s"))}
    if bases & (NO_HOUSE | known.towns | known.not_names):
        return False
    is_person = known.is_first(words[0]) or words[0] in known.double
    return not is_person and any(known.ranks.get(word, RARE) > COMMON for word in words)
