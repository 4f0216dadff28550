"""Problems: what cannot be done, as `application/problem+json` with a plain sentence for the family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sanic.response import HTTPResponse, json

from nscp.conversation import ChatMessage

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5

STATUS = {
    "bad-request": HTTPStatus.BAD_REQUEST,
    "no-session": HTTPStatus.UNAUTHORIZED,
    "session-expired": HTTPStatus.UNAUTHORIZED,
    "session-ended": HTTPStatus.GONE,
    "foreign-origin": HTTPStatus.FORBIDDEN,
    "not-found": HTTPStatus.NOT_FOUND,
    "wrong-method": HTTPStatus.METHOD_NOT_ALLOWED,
    "too-slow": HTTPStatus.REQUEST_TIMEOUT,
    "too-long": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "not-json": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "empty": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too-many": HTTPStatus.TOO_MANY_REQUESTS,
    "try-again": HTTPStatus.SERVICE_UNAVAILABLE,
}


class Problem(Exception):
    """Something cannot be done, for a reason that the family is told.

    Attributes:
        messages: help, where what was refused is about danger.
    """

    def __init__(self, code: str, retry_after: int | None = None, headers: Mapping[str, str] | None = None) -> None:
        """Take a code of `STATUS`, the seconds after which it may work, and other headers to send."""
        super().__init__(code)
        self.code = code
        self.status = STATUS[code]
        self.messages: list[ChatMessage] = []
        self.headers = dict(headers or {})
        if retry_after is not None:
            self.headers["Retry-After"] = str(retry_after)


@dataclass(frozen=True)
class ProblemWords:
    """A title for people who read the API's responses, and a sentence or two for families."""

    title: str
    detail: str


class Problems:
    """Says every problem in words."""

    def __init__(self, words: Mapping[str, ProblemWords]) -> None:
        """Take the words by code."""
        self._words = dict(words)

    def detail(self, code: str) -> str:
        """Return what the family reads."""
        return self._words[code].detail

    def response(self, problem: Problem) -> HTTPResponse:
        """Return the response to a client (RFC 9457)."""
        words = self._words[problem.code]
        body: dict[str, Any] = {
            "type": f"urn:nscp:problem:{problem.code}",
            "title": words.title,
            "status": int(problem.status),
            "detail": words.detail,
        }
        if problem.messages:
            body["messages"] = [message.as_json() for message in problem.messages]
        return json(body, status=problem.status, headers=problem.headers, content_type=MEDIA_TYPE)
