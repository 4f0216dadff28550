"""Under which sender id a chat goes on once it has become long (assistant/channel/chats.py)."""

from __future__ import annotations

import hmac

SENDER_ID_BYTES = 16
LONGEST_CHAT = 100  # messages of the family, after which a chat goes on under the next id


def next_session(signing_key: str, sender_id: str) -> str:
    """Return the next sender id: always the same, and nobody without the key can guess it.

    Args:
        signing_key: the server's secret.
        sender_id: of the long chat.
    """
    return hmac.digest(signing_key.encode(), f"after {sender_id}".encode(), "sha256")[:SENDER_ID_BYTES].hex()
