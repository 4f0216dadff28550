"""What a client reads when something cannot be done: `application/problem+json` with a plain sentence for the family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from sanic.response import HTTPResponse, json

from assistant.channel.filled_words import filled
from assistant.channel.typed_text import LONGEST
from nscp.contacts import Contact
from nscp.yaml_lines import YamlFile

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
    """Something that cannot be done, for a reason that the family is told."""

    def __init__(self, code: str, retry_after: int | None = None, headers: Mapping[str, str] | None = None) -> None:
        """Set up.

        Args:
            code: one of `STATUS`.
            retry_after: seconds after which it may work.
            headers: to send along.
        """
        super().__init__(code)
        self.code = code
        self.status = STATUS[code]
        self.headers = dict(headers or {})
        if retry_after is not None:
            self.headers["Retry-After"] = str(retry_after)


@dataclass(frozen=True)
class ProblemWords:
    """A problem's words: a title for people who read logs and answers of the API, a sentence or two for families."""

    title: str
    detail: str


class Problems:
    """All problems in words."""

    def __init__(self, words: Mapping[str, ProblemWords]) -> None:
        """Set up.

        Args:
            words: code -> words.
        """
        self._words = dict(words)

    def detail(self, code: str) -> str:
        """What the family reads."""
        return self._words[code].detail

    def response(self, problem: Problem) -> HTTPResponse:
        """The answer to a client (RFC 9457)."""
        words = self._words[problem.code]
        body: dict[str, Any] = {
            "type": f"urn:nscp:problem:{problem.code}",
            "title": words.title,
            "status": int(problem.status),
            "detail": words.detail,
        }
        return json(body, status=problem.status, headers=problem.headers, content_type=MEDIA_TYPE)


def load_problems(data: Path, contacts: Mapping[str, Contact]) -> Problems:
    """Read `problems.yml`.

    Args:
        data: the project's `data/` folder.
        contacts: slot name -> contact, for the {slots} in the sentences.

    Raises:
        DataError: a problem is missing or unknown, lacks its words, or names a slot that is not a contact.
    """
    file = YamlFile(data / "problems.yml")
    try:
        after, content = file.content["after"], dict(file.content["problems"])
    except (KeyError, TypeError, ValueError) as error:
        raise file.error("needs `after` and `problems`") from error
    for code in sorted(set(STATUS) ^ set(content)):
        raise file.error(f"{code} is {'missing' if code in STATUS else 'not a problem'}", "problems", code)
    words = {}
    for code, said in content.items():
        if not isinstance(said, dict) or set(said) != {"title", "detail"}:
            raise file.error(f"{code} needs title and detail", "problems", code)
        detail = filled(file, f"{said['detail']} {after}", contacts, "problems", code, limit=f"{LONGEST:,}")
        words[code] = ProblemWords(str(said["title"]), detail)
    return Problems(words)
