"""What a person typed, made safe to hand to Rasa as plain text, or refused before Rasa sees it."""

from __future__ import annotations

import re

LONGEST = 20_000  # characters

# Everything in Unicode's control blocks but tab and line feed. NUL cannot be stored; the others show as nothing.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# rasa/nlu/classifiers/regex_message_handler.py strips a message and reads `/name` as an order to take that intent.
LEADING_SLASHES = re.compile(r"^[\s/]+")


class EmptyText(ValueError):
    """Nothing readable was typed."""


class TextTooLong(ValueError):
    """More was typed than is read."""


def typed_text(raw: str) -> str:
    """Clean what was typed.

    Args:
        raw: the text as it came.

    Returns:
        The text with plain line ends, without control characters, surrounding space and leading slashes.

    Raises:
        TextTooLong: longer than 20,000 characters (a line end counts as one).
        EmptyText: nothing is left.
    """
    text = _whole_characters(raw).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST:
        raise TextTooLong
    text = LEADING_SLASHES.sub("", CONTROL_CHARACTERS.sub("", text)).rstrip()
    if not text:
        raise EmptyText
    return text


def _whole_characters(raw: str) -> str:
    """JSON can carry halves of characters (`\\ud800`), which no database takes."""
    return raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
