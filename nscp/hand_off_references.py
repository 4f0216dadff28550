"""References such as NSCP-BCDF-GHJK, by which a family and NSCP name a message."""

from __future__ import annotations

import re

# No vowels, so that no word comes out; no digits, so that it is not masked as a phone number; no Y, which looks like V.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
REFERENCE = re.compile(rf"\bNSCP[\s-]*([{LETTERS}]{{4}})[\s-]*([{LETTERS}]{{4}})\b", re.IGNORECASE)


def named_reference(text: str) -> str | None:
    """The reference that a text names, however it is typed, or None."""
    found = REFERENCE.search(text)
    return "-".join(("NSCP", *found.groups())).upper() if found else None
