"""How the Rasa server signs its calls of the action server (assistant/action_server.py), and how that server checks them.

The whole body is signed, so a call speaks for the one conversation in it, and whoever answers in the action server's place
learns nothing to make other calls with.
"""

from __future__ import annotations

import hmac

SCHEME = "NSCP-HMAC-SHA256"
LONGEST_CALL = 8 * 1024 * 1024  # bytes; five turns of the longest messages, each in it three times, and the domain
CLIENT_ADDRESS = "client_address"  # beside Rasa's own keys in a call: see `nscp.client_address.current_address`


def signature(key: str, body: bytes) -> str:
    """Return the Authorization header of a call with this body; both servers share the key."""
    return f"{SCHEME} {hmac.digest(key.encode(), body, 'sha256').hex()}"


def is_signed(key: str, body: bytes, header: str) -> bool:
    """Whether a call comes from somebody who has the key; its Authorization header may hold anything."""
    return hmac.compare_digest(signature(key, body).encode(), header.encode("utf-8", "surrogateescape"))
