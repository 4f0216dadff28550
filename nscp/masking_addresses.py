"""Finds where somebody can be reached: emails, postcodes, street addresses. Part of `nscp.masking`."""

from __future__ import annotations

import re
from collections.abc import Iterator


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


DIGIT = re.compile(r"\d")

# Emails
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+'-]{1,64}@(?P<site>[\w-]{1,63})"
    r"(?P<end>(?:(?:\.(?=\w)|,(?=(?:com|co|uk|net|org)\b))[\w-]{1,63}){0,5}(?:[ ](?:com|co[ ]uk)\b)?)"
)
AT = r"(?:\s{0,2}@\s{0,2}|\s?[(\[]\s?at?\s?[)\]]\s?|\s{1,2}at\s{1,2})"
DOT = r"(?:\s?\.\s?|\s?[(\[]\s?dot\s?[)\]]\s?|\s{1,2}dot\s{0,2})"
SIGN = r"\s?(?:dot|underscore|dash|hyphen)\s"
ENDING = r"(?:com|co|uk|net|org|info|eu|ie|pl|ro|lt|lv|de|fr|es|pt|edu|gov|nhs|ac|sch)\b"
SPELT_EMAIL = re.compile(
    rf"(?<![\w.+-])(?P<box>[\w.+'-]{{1,64}}(?:{SIGN}[\w.+-]{{1,64}}){{0,3}})(?P<at>{AT})"
    rf"(?P<site>[\w-]{{1,63}})(?:(?:{DOT}[\w-]{{2,63}}){{0,2}}?(?P<end>(?:{DOT}{ENDING}){{1,3}}))?(?![\w@])"
)
EMAIL_BEFORE = re.compile(r"\be-?mail(?: address)?(?:'?s)?(?: is)?:? (?P<box>(?:[\w.]{1,20} ){0,3})$")
MAIL_SITES = _words("""
    gmail googlemail hotmail outlook yahoo ymail icloud live msn aol btinternet protonmail proton virginmedia talktalk
    sky ntlworld wp onet interia
""")
SURE_MAIL_SITES = frozenset({"gmail", "googlemail", "hotmail", "ymail", "btinternet", "protonmail"})
NO_MAILBOX = _words("""
    look looked looking looks is was are were it its me us you him her them site website online page here there more
    see read find found meet met home work live lives lived go went be based
""")

# The letters before the first digit; "b4" and "gr8" are words when typed in lower case.
AREAS = _words("""
    ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex fk fy g
    gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw
    ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd
    wf wn wr ws wv yo ze
""")
POSTCODE = re.compile(
    r"(?<![^\W_])(?P<area>[a-z]{1,2})(?P<gap> ?)\d[a-z\d]?(?P<middle>[\s.-]{0,2})(?P<inward>\d[abd-hjlnp-uw-z]{2})(?![^\W_])"
)
ORDINAL = re.compile(r"1st|2nd|3rd|[04-9]th")

STREET_TYPES = _words("""
    street str st stret streat road rd raod avenue ave avanue avenu aveneue lane ln lne crescent cres cresent cressent
    terrace terr gardens gdns grove mews boulevard
""")
# Ordinary words too: they make an address only after "live at" and the like, with capitals, in a flat, or before a comma.
WEAK_STREET_TYPES = _words("""
    close cl drive dr drv court ct place pl way hill park square sq walk row rise view green parade meadow meadows
    croft yard mount gate end path bank vale chase field fields wharf quay cottage cottages villas house lodge farm
    flats heights av common leys approach copse corner cross dene down downs garth glade glebe hollow holt island
    knoll link mead mill orchard paddock paddocks parkway ridge side spinney towers wood woods buildings mansions
    alley brae brow causeway crest dell drove furlong headlands lea nook pastures quadrant ride slade warren bungalow
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
LIVES = r"\b(?:live|lives|lived|living|stay|staying|stayed|moved|house|home|flat|address)\s(?:is\s|was\s)?"
LIVES_ON = re.compile(
    rf"{LIVES}(?:on|in|at|to|down|up|off)\s(?P<street>(?:(?:{STREET_WORD}\s){{1,2}}?(?:cottage|house|farm|lodge|barn)[,\s]{{1,2}})?"
    rf"(?P<words>(?:{STREET_WORD}\s){{1,2}}?)(?:{TYPE}|close|drive)(?![\w']))"
)
LIVES_AT = re.compile(rf"{LIVES}(?:at\s|to\s)?(?P<street>{NUMBER}\s(?P<words>{STREET_WORD}))[ ]?(?:[.,;\n\x00]|$)")
ADDRESS_CUE = re.compile(
    r"\b(?:live|lives|lived|living|address|at|flat|moved|house|home|number|no|stay|staying|send|sent|write|post|letters?)\b"
    r"[^.!?\d\x00]{0,20}$"
)
CUE_LENGTH = 40
NOT_IN_A_STREET_NAME = _words("""
    a an this that these those my our your his her their its one two three four any some every each other same own
    whole of in on at to from by for with off up under over near round across along through into out and or but so if
    as than is are was were be been has have had do did will would can could am pm i we you he she they it me us him
    them who year years yr yrs month months mth mths week weeks wk wks day days hour hours hr hrs minute minutes min
    mins second seconds mile miles metre metres time times people person kid kids child children baby babies boy boys
    girl girls son daughter woman women man men adults families family sisters brothers sister brother police officer
    officers social worker workers nurses doctors staff teachers car cars crown county magistrates youth supreme
    criminal hearings meetings visits calls places doors long short main busy quiet nice good bad big small hard only
    even just still ever never more most less really very dead different wrong right last next nd rd th by quid pounds
    percent lb lbs kg oz pages reports letters reviews addresses houses got get getting went go going come came lost
    make made take took find found left gave told said say way
""")


def find_emails(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Emails as they should be written, or nearly."""
    for found in EMAIL.finditer(plain) if "@" in plain else ():
        if found["end"] or found["site"] in MAIL_SITES:
            yield found.span()


def find_spelt_emails(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Emails with spaces round the signs, or with the signs in words ("jo at gmail dot com")."""
    if not any(at in plain for at in ("@", " at ", "at)", "(a)")):
        return
    place = 0
    while found := SPELT_EMAIL.search(plain, place):
        place = found.end("box")
        cue = EMAIL_BEFORE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()])
        if _is_email(found, is_cued=cue is not None):
            yield found.start() - len(cue["box"]) if cue else found.start(), found.end()
            place = found.end()


def _is_email(found: re.Match[str], is_cued: bool) -> bool:
    if found["box"] in NO_MAILBOX:
        return False
    if "@" in found["at"]:
        return bool(found["end"]) or found["site"] in MAIL_SITES
    if found["end"] is None:
        return found["site"] in SURE_MAIL_SITES or (is_cued and found["site"] in MAIL_SITES)
    return (
        "dot" in found["end"] or "(" in found["at"] or (found["site"] in MAIL_SITES and not re.search(r"\s", found["end"]))
    )


def find_postcodes(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Whole postcodes in any case and spacing; the first half alone ("NN1") says too little to be one."""
    for found in POSTCODE.finditer(plain) if DIGIT.search(plain) else ():
        if _is_postcode(found, typed[found.start() : found.end()]):
            yield found.span()


def _is_postcode(found: re.Match[str], typed: str) -> bool:
    if found["gap"] and (found["area"] not in AREAS or len(found["area"]) == 1):
        return False
    if typed.isupper():
        return True
    is_road_and_ordinal = (
        found["middle"] and ORDINAL.fullmatch(found["inward"]) and (found["gap"] or len(found["area"]) == 1)
    )
    return found["area"] in AREAS and not is_road_and_ordinal


def find_streets(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Addresses from the flat or house number to the word "street" or its like, streets somebody lives on, PO boxes."""
    spans = [found.span("street") for found in LIVES_ON.finditer(plain) if _may_be_street(found["words"].split())]
    if DIGIT.search(plain):
        spans += (found.span() for found in PO_BOX.finditer(plain))
        spans += (found.span() for found in STREET.finditer(plain) if _is_street(found, typed, plain))
        spans += (found.span("street") for found in LIVES_AT.finditer(plain) if _may_be_street([found["words"]]))
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            yield start, end
            done = end


def _may_be_street(words: list[str]) -> bool:
    return words != ["the"] and not NOT_IN_A_STREET_NAME & set(words)


def _is_street(found: re.Match[str], typed: str, plain: str) -> bool:
    words = found["words"].replace(".", "").split()
    is_cued = bool(found["flat"] or ADDRESS_CUE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()]))
    has_capitals = typed[found.start("words") : found.end()].istitle()
    if not _may_be_street(words):
        return words == ["the"] and (is_cued or has_capitals)
    return found["type"] in STREET_TYPES or is_cued or has_capitals or COMMA_OR_END.match(plain, found.end()) is not None
