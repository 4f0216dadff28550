"""Finds email addresses, as they should be written and as they are said aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import word_set

CUE_LENGTH = 40  # characters before a detail in which a word can announce it
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+'-]{1,64}@(?P<site>[\w-]{1,63})"
    r"(?P<end>(?:(?:\.(?=\w)|,(?=(?:com|co|uk|net|org)\b))[\w-]{1,63}){0,5}(?:[ ](?:com|co[ ]uk)\b)?)"
)
AT = r"(?:\s{0,2}@\s{0,2}|\s?[(\[{<]\s?at?\s?[)\]}>]\s?|,?\s{1,2}at,?\s{1,2})"
DOT = r"(?:\s?\.\s?|\s?[(\[{<]\s?(?:dot|\.)\s?[)\]}>]\s?|\s{1,2}dot\s{0,2})"
SIGN = r"(?:\s?(?:dot|underscore|dash|hyphen)\s|\s?[(\[](?:dot|underscore|dash|hyphen)[)\]]\s?)"
ENDING = (
    r"(?:com|co|uk|net|org|info|eu|ie|pl|ro|lt|lv|de|fr|es|pt|edu|gov|nhs|ac|sch|io|me|tv|nl|be|se|no|dk|it|at"
    r"|ch|cz|sk|hu|bg|gr|us|ca|au|nz|in|scot|wales|cymru|online|app|email|example)\b"
)
SPELT_EMAIL = re.compile(
    rf"(?<![\w.+-])(?P<box>[\w.+'-]{{1,64}}(?:{SIGN}[\w.+-]{{1,64}}){{0,3}})(?P<at>{AT})"
    rf"(?P<site>[\w-]{{1,63}})(?:(?:{DOT}[\w-]{{2,63}}){{0,2}}?(?P<end>(?:{DOT}{ENDING}){{1,3}}))?(?![\w@])"
)
# Nobody writes this of anything else, so any ending will do: "x [at] y (dot) z".
IN_BRACKETS = re.compile(
    r"(?<![\w.+-])[\w.+'-]{1,64}\s?[(\[{<]\s?at\s?[)\]}>]\s?[\w-]{1,63}(?:(?:\s?[(\[{<]\s?dot\s?[)\]}>]\s?|\.)[\w-]{1,63}){1,4}"
)
EMAIL_BEFORE = re.compile(r"\be-?mail(?: address)?(?:'?s)?(?: is)?:? (?P<box>(?:[\w.]{1,20} ){0,3})$")
MAIL_SITES = word_set("""
    gmail googlemail hotmail outlook yahoo ymail icloud live msn aol btinternet protonmail proton virginmedia talktalk
    sky ntlworld wp onet interia
""")
SURE_MAIL_SITES = frozenset({"gmail", "googlemail", "hotmail", "ymail", "btinternet", "protonmail"})
NO_MAILBOX = frozenset("""
    look looked looking looks is was are were it its me us you him her them site website online page here there more
    see read find found meet met home work live lives lived go went be based
""")


def find_emails(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Emails as they should be written, or nearly."""
    for found in EMAIL.finditer(plain) if "@" in plain else ():
        if found["end"] or found["site"] in MAIL_SITES:
            yield found.span()


def find_spelt_emails(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Emails with spaces round the signs, or with the signs in words ("jo at gmail dot com")."""
    if not any(at in plain for at in ("@", " at ", " at,", "at)", "at]", "at}", "at>", "(a)", "[a]")):
        return
    done = 0
    spans = [found.span() for found in IN_BRACKETS.finditer(plain)]
    for start, end in sorted([*spans, *_spelt(plain)]):
        if start >= done:
            yield start, end
            done = end


def _spelt(plain: str) -> Iterator[tuple[int, int]]:
    """Yield those with a known ending or mail service."""
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
        "dot" in found["end"]
        or found["at"].strip()[0] in "([{<"
        or (found["site"] in MAIL_SITES and not re.search(r"\s", found["end"]))
    )
