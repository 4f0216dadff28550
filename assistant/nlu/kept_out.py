"""Which examples `make adapt` never shows to the encoder, so that `make tune` can choose on what nobody has learned."""

from __future__ import annotations

import hashlib

ONE_IN = 8


def is_kept_out(plain: str) -> bool:
    """Whether an example stays unseen by the encoder's adapter: one in eight, by a hash of the text in plain words.

    Args:
        plain: the example in plain words.
    """
    return hashlib.sha256(plain.encode()).digest()[0] % ONE_IN == 0
