"""References such as NSCP-BCDF-GHJK, by which a family and NSCP name a message."""

from __future__ import annotations

import secrets

# No vowels, so that no word comes out; no digits, so that it is not masked as a phone number; no Y, which looks like V.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


def new_reference() -> str:
    """A reference that nobody can guess."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"NSCP-{letters[:4]}-{letters[4:]}"
