"""Sessions: who a message belongs to. The server makes and signs the id; a client can neither choose nor guess one."""

from __future__ import annotations

import secrets

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.channel import CHAT_PATH
from assistant.channel.requests import read_form
from nscp.sessions import SENDER_ID_BYTES, next_session

PURPOSE = "nscp website session"  # a token signed for any other purpose is refused
COOKIE = "nscp_session"
HOST_COOKIE = f"__Host-{COOKIE}"  # browsers take it over HTTPS only, and from nobody but this very host
BEARER = "bearer "
FIELD = "session"  # of the chat page's forms, with a token for browsers that keep no cookies


class InvalidSession(Exception):
    """The token is not one of ours, or has been changed."""


class ExpiredSession(InvalidSession):
    """The token was ours, but too long ago."""


class Sessions:
    """Signs and reads session tokens. Nothing is stored: the token carries the sender id and the time it was signed."""

    def __init__(self, signing_key: str, lifetime: int) -> None:
        """Take the server's secret, and for how many seconds after its signing a token is good."""
        self._key = signing_key
        self._serializer = URLSafeTimedSerializer(signing_key, salt=PURPOSE)
        self.lifetime = lifetime

    @staticmethod
    def new_sender_id() -> str:
        """Return a sender id for a new conversation: 32 random hexadecimal digits."""
        return secrets.token_hex(SENDER_ID_BYTES)

    def continuation(self, sender_id: str) -> str:
        """Return the sender id under which a long chat continues: always the same, and nobody else can guess it."""
        return next_session(self._key, sender_id)

    def token(self, sender_id: str) -> str:
        """Sign a token for a sender id, good from now; sign again with each message to extend a session."""
        token: str = self._serializer.dumps(sender_id)
        return token

    def read(self, token: str) -> str:
        """Return the sender id that a token was signed for.

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


def cookie_of(request: Request) -> str | None:
    """Return the session cookie of a request; None where there is none, or several that differ: one of them was planted.

    Sanic reads all cookies or none: one of another website on this domain, with an odd name, would hide ours.
    """
    named = f"{_cookie_name(request)}="
    pairs = "; ".join(request.headers.getall("cookie", [])).split(";")
    values = {pair.strip()[len(named) :] for pair in pairs if pair.strip().startswith(named)}
    return values.pop() if len(values) == 1 else None


def sender_of(request: Request, sessions: Sessions) -> str:
    """Return the conversation of a request to the API or the page; "" for one with no good token."""
    header = request.headers.get("authorization", "")
    token = header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else cookie_of(request)
    try:
        return sessions.read(token or "")
    except InvalidSession:
        return ""


class PageSession:
    """A browser's session on the chat page: in a cookie, or in the page's forms where the browser keeps no cookies."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def sender_id(self, request: Request) -> str | None:
        """Return the conversation that a request belongs to.

        A form's token counts only where the browser itself says that the form was ours: another website could otherwise
        make somebody continue a chat that it can read.
        """
        token = cookie_of(request)
        if token is None and request.headers.get("sec-fetch-site") == "same-origin":
            token = read_form(request).get(FIELD)
        try:
            return self._sessions.read(token or "")
        except InvalidSession:
            return None

    def form_token(self, request: Request) -> str:
        """Return a token for the page's forms, or "" for a browser that brings the cookie."""
        if cookie_of(request) is not None:
            return ""
        return self._sessions.token(self.sender_id(request) or self._sessions.new_sender_id())

    def set_cookie(self, response: HTTPResponse, request: Request, sender_id: str) -> HTTPResponse:
        """Set the cookie, signed now. It has no expiry date, so the browser forgets it when it is closed."""
        return _set_cookie(response, request, self._sessions.token(sender_id))

    @staticmethod
    def drop_cookie(response: HTTPResponse, request: Request) -> HTTPResponse:
        """Tell the browser to forget the cookie."""
        _set_cookie(response, request, "").cookies[_cookie_name(request)]["max-age"] = 0
        return response


def _set_cookie(response: HTTPResponse, request: Request, value: str) -> HTTPResponse:
    name = _cookie_name(request)
    response.cookies[name] = value
    cookie = response.cookies[name]
    is_host_only = name == HOST_COOKIE  # which must be secure, and for all of the host
    cookie["path"] = "/" if is_host_only else CHAT_PATH
    cookie["secure"] = is_host_only
    cookie["httponly"] = True
    cookie["samesite"] = "Strict"
    return response


def _cookie_name(request: Request) -> str:
    # A proxy in front ends the encryption and says so; a client that lies here only spoils its own cookie.
    forwarded = request.headers.get("x-forwarded-proto", "")
    is_https = request.scheme == "https" or forwarded.split(",")[0].strip() == "https"
    return HOST_COOKIE if is_https else COOKIE
