"""Makes references such as NSCP-BCDF-GHJK, by which a family and NSCP name a message."""

from __future__ import annotations

import secrets

from nscp.hand_off import REFERENCE_LETTERS


def new_reference() -> str:
    """A reference that nobody can guess."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"NSCP-{letters[:4]}-{letters[4:]}"
