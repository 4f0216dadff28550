"""Reads what clients send: JSON objects, forms, and the texts in them. What is not as expected is a `Problem`."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any
from urllib.parse import parse_qsl

from rasa.core.agent import Agent
from sanic.request import Request

from assistant.channel.problems import Problem

LONGEST_BODY = 256 * 1024  # bytes: 20,000 characters, each at most 12 bytes long as \uXXXX\uXXXX
LONGEST_TEXT = 20_000  # characters
MOST_FIELDS = 20
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"  # what browsers send from a form that says nothing else

# Everything in Unicode's control blocks but tab and line feed. NUL cannot be stored; the others show as nothing.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# rasa/nlu/classifiers/regex_message_handler.py strips a message and reads `/name` as an order to take that intent.
LEADING_SLASHES = re.compile(r"^[\s/]+")


class EmptyText(ValueError):
    """Nothing readable was typed."""


class TextTooLong(ValueError):
    """A text is longer than `LONGEST_TEXT`."""


def agent_of(request: Request) -> Agent:
    """Return Rasa's agent, which answers."""
    return request.app.ctx.agent


def read_object(request: Request) -> dict[str, Any]:
    """Return the JSON object in a request's body.

    Raises:
        Problem: it is not JSON in UTF-8, nested too deeply for Python, or not an object.
    """
    if _media_type(request) != JSON:
        raise Problem("not-json")
    try:
        content = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Problem("bad-request") from error
    if not isinstance(content, dict):
        raise Problem("bad-request")
    return content


def read_text(content: dict[str, Any], name: str) -> str:
    """Return a text of an object; a `Problem` if it is missing or something else."""
    value = content.get(name)
    if not isinstance(value, str):
        raise Problem("bad-request")
    return value


def read_id(content: dict[str, Any], name: str) -> str:
    """Return a UUID of an object, in its usual form; a `Problem` if it is missing or something else."""
    try:
        return str(uuid.UUID(read_text(content, name)))
    except ValueError as error:
        raise Problem("bad-request") from error


def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form, each with its first value; none of any other media type, or if there are too many.

    Sanic also reads multipart forms, and decodes each part as the part itself says: 250 kB in "punycode" take seconds of
    the event loop, in which nobody else is answered (sanic/request.py, `parse_multipart_form`). What it cannot read it
    logs as an error, with a traceback.
    """
    if _media_type(request) != FORM:
        return {}
    try:
        fields = parse_qsl(request.body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return dict(reversed(fields))


def typed_in(request: Request) -> str:
    """Return what a family typed into a request that is refused, a message or a comment; "" where nothing can be read.

    Of a text that is too long the ends are enough: somebody who tells a long story says at one of them that they need help.
    """
    try:
        content = read_form(request) if _media_type(request) == FORM else json.loads(request.body)
        return sanitize(_ends("\n".join(content[name] for name in ("text", "comment") if content.get(name))))
    except (ValueError, RecursionError, AttributeError, TypeError):
        return ""


def _media_type(request: Request) -> str:
    return str(request.headers.get("content-type", "")).split(";")[0].strip().lower()


def _ends(text: str) -> str:
    half = LONGEST_TEXT // 2 - 1
    return text if len(text) <= LONGEST_TEXT else f"{text[:half]}\n{text[-half:]}"


def sanitize(raw: str) -> str:
    """Return a typed text with plain line ends, without control characters, surrounding space and leading slashes.

    Raises:
        TextTooLong: it is longer than 20,000 characters (a line end counts as one).
        EmptyText: nothing is left.
    """
    # JSON can carry halves of characters (`\ud800`), which no database takes.
    text = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        raise TextTooLong
    text = LEADING_SLASHES.sub("", CONTROL_CHARACTERS.sub("", text)).rstrip()
    if not text:
        raise EmptyText
    return text
