"""Sessions: who a message belongs to. The server makes and signs the id; a client can neither choose nor guess one."""

from __future__ import annotations

import secrets

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

PURPOSE = "nscp website session"  # a token signed for any other purpose is refused
SENDER_ID_BYTES = 16


class InvalidSession(Exception):
    """The token is not one of ours, or has been changed."""


class ExpiredSession(InvalidSession):
    """The token was ours, but too long ago."""


class Sessions:
    """Mints and reads session tokens. Nothing is stored: the token carries the sender id and the time it was signed."""

    def __init__(self, signing_key: str, lifetime: int) -> None:
        """Set up.

        Args:
            signing_key: the server's secret.
            lifetime: seconds after its signing during which a token is good.
        """
        self._serializer = URLSafeTimedSerializer(signing_key, salt=PURPOSE)
        self._lifetime = lifetime

    @staticmethod
    def new_sender_id() -> str:
        """A sender id for a new conversation: 32 random hexadecimal digits."""
        return secrets.token_hex(SENDER_ID_BYTES)

    def token(self, sender_id: str) -> str:
        """Sign a token for a sender id, good from now; sign again with each message to extend a session."""
        token: str = self._serializer.dumps(sender_id)
        return token

    def sender_id(self, token: str) -> str:
        """The sender id a token was signed for.

        Raises:
            ExpiredSession: it was signed too long ago.
            InvalidSession: it was not signed by this server for this purpose.
        """
        try:
            sender_id = self._serializer.loads(token, max_age=self._lifetime)
        except SignatureExpired as error:
            raise ExpiredSession from error
        except BadData as error:
            raise InvalidSession from error
        if not isinstance(sender_id, str):
            raise InvalidSession
        return sender_id
