"""Ids of Rasa's side as parts of addresses.

Ids of the website's conversations are plain. In Rasa's own channels the client chooses: "a/b", "..", nothing at all.
"""

from __future__ import annotations

import base64
import re

ENCODED = "~"  # begins the part of an address that stands for an id that is not plain
PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")


class IdConverter:
    """Writes any id into an address, and reads it back."""

    regex = r"[^/\x00]+"

    def to_url(self, id_: str) -> str:
        """A plain id as it is; any other in base64, so that nothing in it has a meaning in an address."""
        if PLAIN.fullmatch(id_):
            return id_
        return ENCODED + base64.urlsafe_b64encode(id_.encode()).decode().rstrip("=")

    def to_python(self, part: str) -> str:
        """Read an id.

        Raises:
            ValueError: it stands for no id, or for one that not every database can look for; Django answers with 404.
        """
        if not part.startswith(ENCODED):
            return part
        encoded = part.removeprefix(ENCODED)
        id_ = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True).decode()
        if "\x00" in id_:
            raise ValueError("PostgreSQL takes no NUL.")
        return id_
