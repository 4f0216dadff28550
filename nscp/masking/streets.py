"""Finds street addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import word_set
from nscp.masking.name_words import name_words

DIGIT = re.compile(r"\d")


STREET_TYPES = word_set("""
    street str st stret streat road rd raod avenue ave avanue avenu aveneue lane ln lne crescent cres cresent cressent
    terrace terr gardens gdns grove mews boulevard
""")
# Ordinary words too: they make an address only after "live at" and the like, with capitals, in a flat, or before a comma.
WEAK_STREET_TYPES = word_set("""
    close cl drive dr drv court ct place pl way hill park square sq walk row rise view green parade meadow meadows croft
    yard mount gate end path bank vale chase field fields wharf quay cottage cottages villas house lodge farm flats
    heights av common leys approach copse corner cross dene down downs garth glade glebe hollow holt island knoll link
    mead mill orchard paddock paddocks parkway ridge side spinney towers wood woods buildings mansions alley brae brow
    causeway crest dell drove furlong headlands lea nook pastures quadrant ride slade warren bungalow
""")
TYPE = "|".join(sorted(STREET_TYPES))
ANY_TYPE = "|".join(sorted(STREET_TYPES | WEAK_STREET_TYPES))
FLAT = r"(?:flat|apartment|apt|unit|room)\.?"
NUMBER = r"\d{1,4}[a-z]?(?:\s?[-/&]\s?\d{1,4}[a-z]?)?"
STREET_WORD = r"[a-z][a-z'-]{0,19}"
STREET = re.compile(
    rf"(?<![\w£$€])(?<!\d[.:/-])(?P<flat>{FLAT}\s?(?:[a-z]?\d{{1,4}}[a-z]?|[a-z])[\s,]{{1,3}}(?=\d)|{FLAT}\s?)?"
    rf"{NUMBER}[\s,]{{1,3}}(?P<words>(?:{STREET_WORD}\.?\s{{1,2}}){{1,4}}?)(?P<type>{ANY_TYPE})(?![\w'])"
)
COMMA_OR_END = re.compile(r"[ ]?(?:,|\n|[ ]?\x00|$)")
PO_BOX = re.compile(r"\b(?:p\.?\s?o\.?|post office)\s?box\s{0,2}(?:no\.?\s?)?\d{1,6}\b")
NUMBERED_HOUSE = re.compile(
    rf"(?<![\w£$€])\d{{1,4}}[a-z]?,?[ ](?P<words>(?:{STREET_WORD}[ ]){{0,3}}{STREET_WORD}),[ ](?:{STREET_WORD}[ ]){{1,3}}"
    rf"(?:{ANY_TYPE})(?![\w'])(?:,?[ ](?:flat|apt|m\.?)[ ]?\d{{1,4}})?"
)
CHUNK = rf"{STREET_WORD}(?:[ ]{STREET_WORD}){{0,3}}"
GIVEN = re.compile(rf"\baddress(?:[ ](?:is|was)|:|[ ]-)[ ]?(?P<chunks>{CHUNK}(?:,[ ]{CHUNK}){{1,3}})")
LIVES = r"\b(?:live|lives|lived|living|stay|staying|stayed|moved|house|home|flat|address)\s(?:is\s|was\s)?"
LIVES_ON = re.compile(
    rf"{LIVES}(?:on|in|at|to|down|up|off)\s(?P<street>(?:(?:{STREET_WORD}\s){{1,2}}?(?:cottage|house|farm|lodge"
    rf"|barn)[,\s]{{1,2}})?"
    rf"(?P<words>(?:{STREET_WORD}\s){{1,2}}?)(?:{TYPE}|close|drive)(?![\w']))"
)
LIVES_AT = re.compile(rf"{LIVES}(?:at\s|to\s)?(?P<street>{NUMBER}\s(?P<words>{STREET_WORD}))[ ]?(?:[.,;\n\x00]|$)")
ADDRESS_CUE = re.compile(
    r"\b(?:live|lives|lived|living|address|at|flat|moved|house|home|number|no|stay|staying|send|sent|write|post|letters?)\b"
    r"[^.!?\d\x00]{0,20}$"
)
CUE_LENGTH = 40
NOT_IN_A_STREET_NAME = word_set("""
    a an this that these those my our your his her their its one two three four any some every each other same own whole
    of in on at to from by for with off up under over near round across along through into out and or but so if as than
    is are was were be been has have had do did will would can could am pm i we you he she they it me us him them who
    year years yr yrs month months mth mths week weeks wk wks day days hour hours hr hrs minute minutes min mins second
    seconds mile miles metre metres time times people person kid kids child children baby babies boy boys girl girls son
    daughter woman women man men adults families family sisters brothers sister brother police officer officers social
    worker workers nurses doctors staff teachers car cars crown county magistrates youth supreme criminal hearings
    meetings visits calls places doors long short main busy quiet nice good bad big small hard only even just still ever
    never more most less really very dead different wrong right last next nd rd th by quid pounds percent lb lbs kg oz
    pages reports letters reviews addresses houses got get getting went go going come came lost make made take took find
    found left gave told said say way
""")


def find_streets(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Addresses from the flat or house number to the word "street" or its like, streets somebody lives on, PO boxes."""
    spans = [found.span("street") for found in LIVES_ON.finditer(plain) if _may_be_street(found["words"].split())]
    spans += (span for found in GIVEN.finditer(plain) if (span := _house_in(found, typed)) is not None)
    if DIGIT.search(plain):
        spans += (found.span() for found in PO_BOX.finditer(plain))
        spans += (found.span() for found in STREET.finditer(plain) if _is_street(found, typed, plain))
        spans += (
            found.span() for found in NUMBERED_HOUSE.finditer(plain) if typed[found.start("words") : found.end()].istitle()
        )
        spans += (found.span("street") for found in LIVES_AT.finditer(plain) if _may_be_street([found["words"]]))
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            yield start, end
            done = end


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


def _may_be_street(words: list[str]) -> bool:
    return words != ["the"] and not NOT_IN_A_STREET_NAME & set(words)


def _is_street(found: re.Match[str], typed: str, plain: str) -> bool:
    words = found["words"].replace(".", "").split()
    is_cued = bool(found["flat"] or ADDRESS_CUE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()]))
    has_capitals = typed[found.start("words") : found.end()].istitle()
    if not _may_be_street(words):
        return words == ["the"] and (is_cued or has_capitals)
    return found["type"] in STREET_TYPES or is_cued or has_capitals or COMMA_OR_END.match(plain, found.end()) is not None
