"""Encryption of what families answer, so that neither the database nor a copy of it tells anything.

Keys are Fernet keys (AES in CBC mode with an HMAC). The first one encrypts, each of them decrypts.
"""

from __future__ import annotations

import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from nscp.setting_values import SettingsError


class SealingError(Exception):
    """Details cannot be opened. Says nothing of them."""


def seal(details: dict[str, str]) -> str:
    """Encrypt details with the newest key.

    Raises:
        SettingsError: a key cannot be used, or production has none.
    """
    return _keys(settings.NSCP.hand_off_keys()).encrypt(json.dumps(details).encode("ascii")).decode("ascii")


def unseal(sealed: str) -> dict[str, str]:
    """Decrypt details.

    Raises:
        SealingError: no key fits.
        SettingsError: a key cannot be used, or production has none.
    """
    try:
        details: dict[str, str] = json.loads(_keys(settings.NSCP.hand_off_keys()).decrypt(sealed.encode("ascii")))
    except InvalidToken:
        raise _no_key_fits() from None
    return details


def seal_again(sealed: str) -> str:
    """Encrypt what is encrypted with an older key with the newest one; errors as in `unseal`."""
    try:
        return _keys(settings.NSCP.hand_off_keys()).rotate(sealed.encode("ascii")).decode("ascii")
    except InvalidToken:
        raise _no_key_fits() from None


@lru_cache(maxsize=2)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        # The error's own words are not repeated: they may quote the key.
        raise SettingsError(
            "A key in NSCP_HANDOFF_KEYS is no Fernet key. `python -m console.manage new_hand_off_key` prints one."
        ) from None


def _no_key_fits() -> SealingError:
    return SealingError("no key in NSCP_HANDOFF_KEYS opens it")
