"""Finds street addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nscp.masking.name_words import COMMON, FUNCTION, RARE, is_mistyped, name_words
from nscp.masking.word_lists import word_lists, word_set

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
NUMBER_IN_WORDS = rf"(?:(?:number\s)?(?:(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:{COUNTED}))?|{COUNTED}|{TEENS})))"
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
# A house with a name before a street, and "the old rectory" by itself.
HOUSE = (
    r"(?:house|cottage|cottages|farm|farmhouse|lodge|barn|bungalow|rectory|vicarage|manse|parsonage|mill|manor"
    r"|grange|hall|gatehouse"
    r"|stables|granary|forge|smithy|school\s?house|coach\s?house|toll\s?house|oast\s?house|bakehouse|bakery|chapel"
    r"|dairy|brewery|priory"
    r"|abbey|orchards?|nook|haven|firs|elms|oaks|beeches|laurels|limes|willows|hollies|cedars|poplars|croft|annexe?"
    r"|post office|police"
    r"\s(?:house|station)|station|pub|inn|gables?|chestnuts|paddocks?|view|villa|court|heights|point|lock)"
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
HOUSE_BEFORE = re.compile(rf"(?<![\w'])(?:the\s[a-z]{{3,15}}|[a-z]{{3,15}}\s{HOUSE}),\s$")
STREET_BEHIND = re.compile(rf",\s?(?P<words>(?:{STREET_WORD}\s){{1,2}}?)(?:{TYPE}|close|drive|way|hill)(?![\w'])")
PITCH = re.compile(
    r"\b(?:caravan|plot|pitch|chalet|mobile home|static|berth|mooring|houseboat|trailer|van|lodge"
    r"|narrowboat|yard)\s(?:no\.?\s?|number\s)?"
    rf"\d{{1,4}}[a-z]?(?:,?\s(?:at\s|on\s)?(?:the\s)?(?:{STREET_WORD}\s){{1,3}}?{SITE}(?![\w']))?"
)
STREET_THEN_NUMBER = re.compile(
    rf"(?<![\w'])(?P<words>(?:{STREET_WORD}\s){{1,2}}?)(?:{TYPE}|close|drive|way|court),?\s(?:at\s)?(?:no\.?|number"
    rf"|num|nr)\s?"
    r"\d{1,4}[a-z]?(?![\w'])"
)
CHUNK = rf"{STREET_WORD}(?:[ ]{STREET_WORD}){{0,3}}"
GIVEN = re.compile(rf"\baddress(?:[ ](?:is|was)|:|[ ]-)[ ]?(?P<chunks>{CHUNK}(?:,[ ]{CHUNK}){{1,3}})")
LIVES = (
    r"\b(?:(?:live|lives|livs|lived|living|liv|bide|biding|stay|stays|steyin|stayin|staying|stayed|moved|moving"
    r"|house|home|flat"
    r"|addy|address,?)\s(?:is\s|was\s|now\s|back\s|still\s|out\s|over\s|up\s|down\s)*|(?:knock|knocked|call|called"
    r"|come|came|round|we'?re|i'?m"
    r"|send it|send them|post it|deliver|delivered|drop it(?: off)?|write|visit|visited|sent)\s(?:round\s|us\s|me\s"
    r"|them\s)?(?=at\s|to\s))"
)
OWN_HOUSE = (
    r"\b(?:(?:our|my|their|his|her|the|mum'?s|dad'?s|nan'?s|nana'?s|gran'?s)\s(?:house|home|place|cottage|bungalow|farm|lodge|flats?|block)"
    r"(?:\sname)?(?:(?:\s(?:is|was)|'?s)(?:\s(?:called|named))?|\s(?:called|named))|home\s(?:is|was))"
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
LIVES_AT_HOUSE = re.compile(
    rf"(?:{LIVES}(?:at|in|to)|\b(?:we'?re|i'?m)\s(?:at|in)|(?P<own>{OWN_HOUSE}))\s(?P<street>(?P<words>(?:the\s)?"
    rf"(?:{STREET_WORD}\s){{1,2}}?)(?:house|cottages?|farm|farmhouse|lodge|bungalow|barn|grange|manor|mill|villa|{OLD}))(?![\w'])"
)
# "Our house is Fairview": nothing but the capital says that it is a name.
CALLED_HOUSE = re.compile(
    rf"{OWN_HOUSE}\s(?P<street>(?:the\s)?(?P<words>{STREET_WORD}(?:\s{STREET_WORD}){{0,2}}))(?=[ ]?(?:[.,;\n\x00]|$)|\s(?:on|in|at|up"
    r"|by|near|off|down|end|you|and|opposite|behind|next|past)\b)"
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

KINDS_OF_HOUSE = WORDS["kinds_of_house"]


LETTERS = re.compile(r"[a-z']+")
LIVING = WORDS["living"]
NUMBERS = word_set(f"{COUNTED} {TEENS} twenty thirty forty fifty sixty seventy eighty ninety".replace("|", " "))


def find_streets(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Addresses from the flat or house number to the word "street" or its like, streets somebody lives on, PO boxes."""
    words = set(LETTERS.findall(plain))
    spans: list[tuple[int, int]] = []
    if not words.isdisjoint(LIVING):
        spans += (found.span("street") for found in LIVES_ON.finditer(plain) if _may_be_street(found["words"].split()))
        spans += (span for found in GIVEN.finditer(plain) if (span := _house_in(found, typed)) is not None)
        spans += _houses_of_somebody(typed, plain)
    spans += _named_houses(typed, plain)
    if not words.isdisjoint(NUMBERS):
        spans += (found.span() for found in IN_WORDS.finditer(plain) if _is_said(found, typed, plain))
    if DIGIT.search(plain):
        spans += _numbered(typed, plain)
    yield from _joined(_with_neighbours(span, plain) for span in spans)


def _numbered(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield addresses with a number in digits."""
    yield from (found.span() for found in PO_BOX.finditer(plain))
    yield from (found.span() for found in STREET.finditer(plain) if _is_street(found, typed, plain))
    yield from (
        found.span() for found in NUMBERED_HOUSE.finditer(plain) if typed[found.start("words") : found.end()].istitle()
    )
    yield from (
        found.span() for found in PITCH.finditer(plain) if not found[0].startswith(("van", "lodge")) or "," in found[0]
    )
    for found in STREET_THEN_NUMBER.finditer(plain):
        if words := _after_ordinary(found["words"]):
            yield found.end("words") - len(words), found.end()
    yield from (found.span("street") for found in LIVES_AT.finditer(plain) if _is_rare(found["words"].split()))


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


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans in order, those that overlap as one: a flat, the house and the street are found each by themselves."""
    last: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if last is not None and start < last[1]:
            last = last[0], max(end, last[1])
            continue
        if last is not None:
            yield last
        last = start, end
    if last is not None:
        yield last


def _with_neighbours(span: tuple[int, int], plain: str) -> tuple[int, int]:
    """Return where an address stands with the house's name before the number, and the street behind the house."""
    start, end = span
    before = HOUSE_BEFORE.search(plain, max(0, start - CUE_LENGTH), start)
    after = STREET_BEHIND.match(plain, end)
    return before.start() if before else start, after.end() if after and _may_be_street(after["words"].split()) else end


def _named_houses(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    for found in OLD_HOUSE.finditer(plain) if "old " in plain else ():
        is_cued = ADDRESS_CUE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()])
        if is_cued or typed[found.end() - 1 : found.end()].isupper() or typed[found.start() : found.end()].istitle():
            yield found.span()
    for found in NAMED_HOUSE.finditer(plain) if "," in plain else ():
        house = _after_ordinary(found["house"])
        if " " in house and not KINDS_OF_HOUSE & set(house.split()) and _may_be_street(found["words"].split()):
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


def _after_ordinary(words: str) -> str:
    """Return what follows the words that stand in no name of a house or street: "is rose cottage" without "is"."""
    while words and (first := words.split(" ", 1)[0]) in NOT_IN_A_STREET_NAME and first != "the":
        words = words.partition(" ")[2]
    return words


def _is_said(found: re.Match[str], typed: str, plain: str) -> bool:
    """Tell whether "twelve acacia road" is an address: after a word such as "live", or with capitals."""
    if not _may_be_street(found["words"].split()):
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


def _may_be_street(words: list[str]) -> bool:
    return words != ["the"] and not NOT_IN_A_STREET_NAME & set(words)


def _is_street(found: re.Match[str], typed: str, plain: str) -> bool:
    words = found["words"].replace(".", "").split()
    is_cued = bool(found["flat"] or ADDRESS_CUE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()]))
    has_capitals = typed[found.start("words") : found.end()].istitle()
    if not _may_be_street(words):
        return words == ["the"] and (is_cued or has_capitals)
    return found["type"] in STREET_TYPES or is_cued or has_capitals or COMMA_OR_END.match(plain, found.end()) is not None
