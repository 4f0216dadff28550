"""Reads what a client sent: JSON that is what the API says, or a problem."""

from __future__ import annotations

import json
import uuid
from typing import Any

from sanic.request import Request

from assistant.channel.problems import Problem

LONGEST_BODY = 256 * 1024  # bytes: 20,000 characters, each at most 12 bytes long as \uXXXX\uXXXX
JSON = "application/json"


def read_object(request: Request) -> dict[str, Any]:
    """The JSON object in a request's body.

    Raises:
        Problem: it is not JSON in UTF-8, nested too deeply for Python, or not an object.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
        raise Problem("not-json")
    try:
        content = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Problem("bad-request") from error
    if not isinstance(content, dict):
        raise Problem("bad-request")
    return content


def read_text(content: dict[str, Any], name: str) -> str:
    """A text in an object.

    Raises:
        Problem: it is missing or something else.
    """
    value = content.get(name)
    if not isinstance(value, str):
        raise Problem("bad-request")
    return value


def read_id(content: dict[str, Any], name: str) -> str:
    """A UUID in an object, in its usual form.

    Raises:
        Problem: it is missing or something else.
    """
    try:
        return str(uuid.UUID(read_text(content, name)))
    except ValueError as error:
        raise Problem("bad-request") from error
