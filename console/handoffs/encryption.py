"""Encryption of what families answer, so that neither the database nor a copy of it tells anything.

Keys are Fernet keys (AES in CBC mode with an HMAC). The first one encrypts, each of them decrypts. Every function raises
SettingsError if a key cannot be used, or production has none.
"""

from __future__ import annotations

import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from nscp.setting_values import SettingsError


class DecryptionError(Exception):
    """No key fits. Says nothing of the details."""

    def __init__(self) -> None:
        super().__init__("no key in NSCP_HANDOFF_KEYS opens it")


def encrypt(details: dict[str, str]) -> str:
    """Encrypt details with the newest key."""
    return _keys(settings.NSCP.hand_off_keys()).encrypt(json.dumps(details).encode("ascii")).decode("ascii")


def decrypt(encrypted: str) -> dict[str, str]:
    """Decrypt details, or raise DecryptionError."""
    try:
        details: dict[str, str] = json.loads(_keys(settings.NSCP.hand_off_keys()).decrypt(encrypted.encode("ascii")))
    except InvalidToken:
        raise DecryptionError from None
    return details


def encrypt_again(encrypted: str) -> str:
    """Encrypt with the newest key what is encrypted with any, or raise DecryptionError."""
    try:
        return _keys(settings.NSCP.hand_off_keys()).rotate(encrypted.encode("ascii")).decode("ascii")
    except InvalidToken:
        raise DecryptionError from None


@lru_cache(maxsize=2)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        # The error's own words are not repeated: they may quote the key.
        raise SettingsError(
            "A key in NSCP_HANDOFF_KEYS is no Fernet key. `python -m console.manage new_hand_off_key` prints one."
        ) from None
