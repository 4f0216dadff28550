"""What is never masked: placeholders, NSCP's email address, the helplines, and organisations that bear a person's name."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from nscp.contacts import load_contacts
from nscp.masking.details import PLACEHOLDERS
from nscp.masking.word_lists import one_of
from nscp.settings import PROJECT

ORGANISATIONS = Path(__file__).parent.parent / "vocabulary" / "organisations.txt"
SHORTEST_HELPLINE = 6  # digits; "111 High Street" is not about NHS 111, and nothing takes three digits for a phone number


@lru_cache(maxsize=1)
def never_masked() -> re.Pattern[str]:
    """Return what finds them all, however numbers and addresses are spaced. It is for texts in lower case."""
    values = [contact.value for contact in load_contacts(PROJECT).values()]
    emails = [
        re.escape(value.lower()).replace("@", r"\s{0,2}(?:@|\bat\b)\s{0,2}").replace(r"\.", r"\s{0,2}(?:\.|\bdot\b)\s{0,2}")
        for value in values
        if "@" in value
    ]
    digits = [re.sub(r"\D", "", value) for value in values if re.fullmatch(r"[\d ]+", value)]
    phones = "|".join(_spaced(number) for number in digits if len(number) >= SHORTEST_HELPLINE)
    phone_list = rf"(?<!\d)(?<!\d[ .-])(?:{phones})(?:[ .-]+(?:{phones}))*(?!\d)(?![ .-]\d)"
    placeholders = [re.escape(placeholder.lower()) for placeholder in PLACEHOLDERS.values()]
    organisations = one_of(_organisations())
    return re.compile("|".join([*placeholders, *emails, phone_list, rf"\b(?:{organisations})\b"]))


def _organisations() -> list[str]:
    lines = ORGANISATIONS.read_text(encoding="utf-8").lower().splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    return names + [name.replace("'", "") for name in names if "'" in name]


def _spaced(number: str) -> str:
    gap = r"[\s.()-]{0,3}"
    if number.startswith("0"):
        return rf"(?:0|(?:\+|00){gap}44{gap}(?:\(0\){gap})?){gap}" + gap.join(number[1:])
    return gap.join(number)
