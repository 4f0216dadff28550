"""Finds email addresses, as they should be written and as they are said aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.handles import SITES
from nscp.masking.word_lists import word_set

CUE_LENGTH = 40  # characters before a detail in which a word can announce it
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+'-]{1,64}@(?P<site>[\w-]{1,63})"
    r"(?P<end>(?:(?:\.(?=\w)|,(?=(?:com|co|uk|net|org)\b))[\w-]{1,63}){0,5}(?:[ ](?:(?:dot|\.)[ ])?(?:com"
    r"|co[ ](?:(?:dot|\.)[ ])?uk)\b)?)"
)
FENCE = r"[*_~|/\\\\-]{1,3}"  # round a sign in words: "jo*at*example"
DOT_WORD, SIGN_WORD = (
    r"(?:dot|full\s?stop|point|period)",
    r"(?:dot|under\s?score|dash|hyphen|minus|full\s?stop|point|period)",
)
AT = (
    r"(?:\s{0,2}\\?@{1,2}\s{0,2}|\s?[(\[{<]\s?(?:at?|@)\s?[)\]}>]\s?"
    rf"|,?\s{{1,2}}at(?:\s(?:sign|symbol|the\srate(?:\sof)?))?,?\s{{1,2}}|\s?{FENCE}at{FENCE}\s?)"
)
DOT = (
    rf"(?:\s?\.\s?|\s?[(\[{{<]\s?(?:{DOT_WORD}|\.)\s?[)\]}}>]\s?|,?\s{{1,2}}{DOT_WORD}\s{{0,2}}|\s?{FENCE}dot{FENCE}\s?"
    r"|(?<=\w)dot(?=com\b|co\b|org\b|net\b))"
)
SIGN = rf"(?:\s\.\s|\s?{SIGN_WORD}\s|\s?[(\[]{SIGN_WORD}[)\]]\s?)"
ENDING = (
    r"(?:com|co|uk|net|org|info|eu|ie|pl|ro|lt|lv|de|fr|es|pt|edu|gov|nhs|ac|sch|io|me|tv|nl|be|se|no|dk|it|at"
    r"|ch|cz|sk|hu|bg|gr|us|ca|au|nz|in|scot|wales|cymru|online|app|email|example)\b"
)
SPELT_EMAIL = re.compile(
    rf"(?<![\w.+-])(?P<box>[\w.+'-]{{1,64}}(?:{SIGN}[\w.+-]{{1,64}}){{0,3}})(?P<at>{AT})"
    rf"(?P<site>(?:g|hot|proton|y)\smail\b"
    rf"|[\w-]{{1,63}}?)(?:(?:{DOT}[\w-]{{2,63}}){{0,2}}?(?P<end>(?:{DOT}{ENDING}){{1,3}}))?(?![\w@])"
)
# Nobody writes this of anything else, so any ending will do: "x [at] y (dot) z".
IN_BRACKETS = re.compile(
    r"(?<![\w.+-])[\w.+'-]{1,64}\s?[(\[{<]\s?at\s?[)\]}>]\s?[\w-]{1,63}(?:(?:\s?[(\[{<]\s?dot\s?[)\]}>]\s?"
    r"|\.)[\w-]{1,63}){1,4}"
)
EMAIL_BEFORE = re.compile(
    r"\be-?mail(?: address)?(?:'?s)?(?: me| us| him| her| them)?(?: is| on| at)? ?[:=-]? ?(?P<box>(?:[\w.+-]{1,20} ){0,20})$"
)
LETTER = re.compile(r"\w(?!\w)")
LETTERS_BEFORE = re.compile(r"(?:(?<!\S)[\w.+-] ){1,40}$")  # "j o . s m i t h @ ..."
LETTERS_AFTER = re.compile(r"(?: ?(?<!\w)[\w.-](?!\w)){2,60}")
MOST_LETTERS = 80  # characters of a mailbox with a space behind each letter
SOME_AT = re.compile(r"@|[\W_]at[\W_]|[(\[]a[)\]]|[\"'#\u00a3](?:g|hot|y)?mail")
ODD_BOX = re.compile(r"[\d_]|\w\.\w")
MAIL_SITES = word_set("""
    gmail googlemail hotmail outlook yahoo ymail icloud live msn aol btinternet protonmail proton virginmedia talktalk
    sky ntlworld wp onet interia
""")
SITE = re.compile(rf"{SITES}s?")
SURE_MAIL_SITES = frozenset({"gmail", "googlemail", "hotmail", "ymail", "btinternet", "protonmail"})
NO_MAILBOX = frozenset("""
    look looked looking looks is was are were it its me us you him her them site website online page here there more
    see read find found meet met home work live lives lived go went be based
""")
# The key beside "@" was hit: jo"gmail.com.
SLIPPED_AT = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{2,64}}[\"'#\u00a3](?:{'|'.join(sorted(MAIL_SITES))})\.(?:com|co|net)(?:\.uk)?(?!\w)"
)


def find_emails(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Emails as they should be written, or nearly."""
    for found in EMAIL.finditer(plain) if "@" in plain else ():
        if found["end"] or found["site"] in MAIL_SITES:
            yield found.span()


def find_spelt_emails(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Emails with spaces round the signs, or with the signs in words ("jo at gmail dot com")."""
    if not SOME_AT.search(plain):
        return
    spans = [found.span() for pattern in (IN_BRACKETS, SLIPPED_AT) for found in pattern.finditer(plain)]
    yield from apart([*spans, *_spelt(plain)])


def _spelt(plain: str) -> Iterator[tuple[int, int]]:
    """Yield those with a known ending or mail service."""
    place = 0
    while found := SPELT_EMAIL.search(plain, place):
        place = found.end("box")
        before = plain[max(0, found.start() - MOST_LETTERS) : found.start()]
        cue, letters = EMAIL_BEFORE.search(before), None
        if LETTER.match(found["box"]):
            letters = LETTERS_BEFORE.search(before)
        site = LETTERS_AFTER.match(plain, found.end("at")) if "@" in found["at"] else None
        if _is_email(found, is_cued=cue is not None) or (site is not None and "." in site[0]):
            box = letters[0] if letters else cue["box"] if cue else ""
            end = max(found.end(), site.end()) if site else found.end()
            yield found.start() - len(box), end
            place = end


def _is_email(found: re.Match[str], is_cued: bool) -> bool:
    if found["box"] in NO_MAILBOX:
        return False
    if found["at"].startswith(" ") and found["at"].endswith("@") and SITE.fullmatch(found["box"]):
        return False  # "insta @kay.bee": a handle
    if "@" in found["at"]:
        return bool(found["end"]) or found["site"] in MAIL_SITES
    if found["end"] is None:
        return found["site"] in SURE_MAIL_SITES or (is_cued and found["site"] in MAIL_SITES)
    if re.search(DOT_WORD, found["end"]) or found["at"].strip()[0] in "([{<*_~|/\\-":
        return True
    is_likely = is_cued or found["site"] in MAIL_SITES or ODD_BOX.search(found["box"]) is not None
    return is_likely and not re.search(r"\s", found["end"])
