"""Finds numbers under which a court, a hospital or a practice knows one person. NSCP's own case numbers stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart

DIGIT = re.compile(r"\d")
LETTER = re.compile(r"[a-z]")
FAMILY_COURT = re.compile(r"(?<!\w)[a-z]{2}\d{2}[a-z]\d{5}(?!\w)")  # as the Family Court writes it: ZC23C00123
DRIVING_LICENCE = re.compile(r"(?<!\w)[a-z9]{5}[ ]?\d{6}[ ]?[a-z9]{2}\d?[a-z\d]{2,3}(?!\w)")  # MORGA753116SM9IJ
CODE = r"(?P<code>(?=[a-z/-]{0,6}\d)[a-z\d]{1,8}(?:[ /-]?\d[a-z\d]{0,9}){1,3}|[a-z]{1,3}[ ]\d{5,9})"
CUED = re.compile(
    r"\b(?:(?:court|family court|claim|proceedings|hospital|hosp|patient|clinic|ward|unit|gp|surgery|nhs|camhs|a&e"
    r"|ambulance|midwifery|health|chc|pals"
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
    spans += [found.span() for found in DRIVING_LICENCE.finditer(plain) if LETTER.search(found[0])]
    spans += [
        found.span("code")
        for found in CUED.finditer(plain)
        if sum(letter.isdigit() for letter in found["code"]) >= LEAST_DIGITS
    ]
    yield from apart(spans)
