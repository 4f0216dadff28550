"""Sessions: who a message belongs to. The server makes and signs the id; a client can neither choose nor guess one."""

from __future__ import annotations

import secrets

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from nscp.sessions import SENDER_ID_BYTES, next_session

PURPOSE = "nscp website session"  # a token signed for any other purpose is refused


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
        self._key = signing_key
        self._serializer = URLSafeTimedSerializer(signing_key, salt=PURPOSE)
        self.lifetime = lifetime

    @staticmethod
    def new_sender_id() -> str:
        """A sender id for a new conversation: 32 random hexadecimal digits."""
        return secrets.token_hex(SENDER_ID_BYTES)

    def continuation(self, sender_id: str) -> str:
        """The sender id under which a chat goes on once it has become long: always the same, and nobody else can guess it.

        Args:
            sender_id: of the long chat.
        """
        return next_session(self._key, sender_id)

    def token(self, sender_id: str) -> str:
        """Sign a token for a sender id, good from now; sign again with each message to extend a session."""
        token: str = self._serializer.dumps(sender_id)
        return token

    def read(self, token: str) -> str:
        """The sender id that a token was signed for.

        Args:
            token: as a client sent it.

        Raises:
            ExpiredSession: it was signed too long ago.
            InvalidSession: it was not signed by this server for this purpose.
        """
        try:
            sender_id = self._serializer.loads(token, max_age=self.lifetime)
        except SignatureExpired as error:
            raise ExpiredSession from error
        except (BadData, UnicodeEncodeError) as error:  # bytes that are no text reach us as halves of characters
            raise InvalidSession from error
        if not isinstance(sender_id, str):
            raise InvalidSession
        return sender_id
