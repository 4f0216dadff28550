"""Finds the numbers by which health, state and courts know one person. NSCP's own case numbers stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.spoken_numbers import spoken_runs
from nscp.masking.word_lists import word_set

CUE_LENGTH = 60  # characters before a number in which a word can announce it
DIGIT = re.compile(r"\d")
NHS_NUMBER = re.compile(r"(?<![\d+])(?<!\d[ .-])\d(?:[ .,/_-]{0,3}\d){7,11}(?![ .-]?\d)")
WELL_FORMED_NHS_NUMBER = re.compile(r"[1-9]\d\d([ -]?)\d{3}\1\d{4}")
# Scotland says CHI number, Northern Ireland health and care number.
NHS = (
    r"(?:nhs|chi number|n\.h\.s\.?|(?:national )?health (?:service |and care |& care )?(?:number|num|no|card)|h&c"
    r"|hcn|chi(?: no| num|:)|patient"
    r"|wristband|red book)"
)
NHS_BEFORE = re.compile(rf"\b{NHS}(?!\w)(?:[^\d.!?\x00]|\bno\.){{0,50}}$")
NHS_NUMBER_BEFORE = re.compile(
    rf"\b(?:{NHS}\s?(?:number|num|no|nr|#)|(?:health|chi) (?:service )?(?:number|num|no))(?!\w)[^\d!?\x00]{{0,30}}$"
)
NHS_AFTER = re.compile(rf"[^\d.!?\x00]{{0,25}}\b{NHS}(?!\w)")
NHS_DIGITS = 10


def find_nhs_numbers(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """NHS numbers: ten digits near "NHS", or with the right check digit; any length after "NHS number"."""
    has_found, spans = False, []
    for found in NHS_NUMBER.finditer(plain) if DIGIT.search(plain) else ():
        before = plain[max(0, found.start() - CUE_LENGTH) : found.start()]
        digits = re.sub(r"\D", "", found[0])
        near = NHS_BEFORE.search(before) or NHS_AFTER.match(plain, found.end())
        if NHS_NUMBER_BEFORE.search(before) or (
            len(digits) == NHS_DIGITS
            and (near or (WELL_FORMED_NHS_NUMBER.fullmatch(found[0]) and (has_found or has_check_digit(digits))))
        ):
            has_found = True  # "and of the baby is 999-371-0027"
            spans.append(found.span())
    for start, end, digits in spoken_runs(plain):
        before = plain[max(0, start - CUE_LENGTH) : start]
        if len(digits) == NHS_DIGITS and (NHS_BEFORE.search(before) or NHS_NUMBER_BEFORE.search(before)):
            spans.append((start, end))
    yield from apart(spans)


def has_check_digit(digits: str) -> bool:
    """True if the last of ten digits is the NHS check digit of the nine before it (modulus 11, weights 10 to 2)."""
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - total % 11) % 11 == int(digits[-1])


NI_NUMBER = re.compile(
    r"(?<![^\W_])(?P<letters>[a-z][ .-]?[a-z])(?P<gap>[ .,/_-]{0,3})\d(?:[ .,/_-]{0,3}\d){5}"
    r"(?P<suffix>[ .,/_-]{0,3}[a-d](?![^\W_]))?(?!\w)"
)
NI_BEFORE = re.compile(r"\b(?:ni|n\.i\.?|nino|national insurance|nat\.? ins\.?)(?!\w)[^\d\x00]{0,30}$")
LETTERS_BEFORE = re.compile(r"(?<!\w)[a-z][ .,-]{0,2}[a-z][ .,-]{0,2}$")
LETTER_AFTER = re.compile(r"[ .,-]{1,2}[a-d](?!\w)")
NI_DIGITS = 6
TWO_LETTER_WORDS = word_set("am an as at be by do go he hi if in is it me my no of oh ok on or pm so to tv uk up us we")


def find_ni_numbers(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """National Insurance numbers: two letters, six digits, a letter from A to D; that last one may be missing after "NI"."""
    spans = []
    for found in NI_NUMBER.finditer(plain) if DIGIT.search(plain) else ():
        if NI_BEFORE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()]):
            spans.append(found.span())
        elif found["suffix"]:
            is_upper = typed[found.start() : found.end()].isupper()
            if is_upper or not found["gap"] or found["letters"] not in TWO_LETTER_WORDS:
                spans.append(found.span())
    for start, end, digits in spoken_runs(plain):
        letters = LETTERS_BEFORE.search(plain[max(0, start - CUE_LENGTH) : start])
        if (
            len(digits) == NI_DIGITS
            and letters
            and NI_BEFORE.search(plain[max(0, start - CUE_LENGTH) : start - len(letters[0])])
        ):
            last = LETTER_AFTER.match(plain, end)
            spans.append((start - len(letters[0]), last.end() if last else end))
    yield from apart(spans)


LETTER = re.compile(r"[a-z]")
FAMILY_COURT = re.compile(r"(?<!\w)[a-z]{2}\d{2}[a-z]\d{5}(?!\w)")  # as the Family Court writes it: ZC23C00123
DRIVING_LICENCE = re.compile(r"(?<!\w)[a-z9]{5}[ ]?\d{6}[ ]?[a-z9]{2}\d?[a-z\d]{2,3}(?!\w)")  # MORGA753116SM9IJ
# As councils and police number their files: "WNC/CS/99012". NSCP's own case numbers stay.
SLASHED = r"(?!nscp)[a-z]{2,5}/(?:[a-z]{1,5}/)?\d{4,9}(?:/\d{1,4})?"
IN_SLASHES = re.compile(rf"(?<![\w/]){SLASHED}(?![\w/])")
CODE = rf"(?P<code>{SLASHED}|(?=[a-z/-]{{0,6}}\d)[a-z\d]{{1,8}}(?:[ /-]?\d[a-z\d]{{0,9}}){{1,3}}|[a-z]{{1,3}}[ ]\d{{5,9}})"
CUED = re.compile(
    r"\b(?:(?:court|family court|claim|proceedings|hospital|hosp|patient|clinic|ward|unit|gp|surgery|nhs|camhs|a&e"
    r"|ambulance|midwifery|health|chc|pals|crime|incident|police|custody|log|cad|investigation|council|housing|tenancy"
    r"|ombudsman|insurance|policy|solicitor|pupil"
    r"|mrn|home office|passport|driving licen[cs]e|benefit|universal credit|prison|prisoner)"
    r"(?:'?s)?\s(?:(?:case|file|record|patient|hospital|claim|complaint)\s)?(?:ref(?:erence)?|number|no|num|id)|mrn)\b"
    rf"[\s.:#-]{{0,3}}(?:(?:number|no|is|was|its|it's)\b[\s.:#-]{{0,3}}){{0,2}}{CODE}(?!\w)"
)
LEAST_DIGITS = 4


def find_references(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand."""
    if not DIGIT.search(plain):
        return
    spans = [found.span() for found in FAMILY_COURT.finditer(plain)]
    spans += [found.span() for found in IN_SLASHES.finditer(plain)]
    spans += [found.span() for found in DRIVING_LICENCE.finditer(plain) if LETTER.search(found[0])]
    spans += [
        found.span("code")
        for found in CUED.finditer(plain)
        if sum(letter.isdigit() for letter in found["code"]) >= LEAST_DIGITS
    ]
    yield from apart(spans)
