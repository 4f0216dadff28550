"""What actions look up in a conversation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from rasa_sdk import Tracker

# What a family may have asked before it wanted a person. Not what it said about the hand-off itself, or about danger.
ASKED = frozenset({"faq", "gap", "clarify", "nlu_fallback", "complaint_or_anger", "out_of_scope"})
MASKED = "["  # begins the placeholder of a detail that was hidden, so the words are not whole any more
LONGEST_QUESTION = 300  # characters


def latest_text(tracker: Tracker) -> str:
    """What the family has just typed."""
    return str(tracker.latest_message.get("text") or "")


def latest_intent(tracker: Tracker) -> str:
    """What that was understood as."""
    return _intent(tracker.latest_message)


def last_question(tracker: Tracker) -> str | None:
    """The last thing that was asked before the message that is answered now ("ask them that"), if it can be passed on.

    Returns:
        None if it is too long or has hidden details in it, or if nothing was asked.
    """
    asked = islice((event for event in reversed(tracker.events) if event["event"] == "user"), 1, None)
    question = next((str(event["text"]).strip() for event in asked if _intent(event.get("parse_data", {})) in ASKED), "")
    return question if question and MASKED not in question and len(question) <= LONGEST_QUESTION else None


def since_message(tracker: Tracker) -> list[Mapping[str, Any]]:
    """What happened after the family's latest message, oldest first."""
    return list(_since_message(tracker))[::-1]


def _since_message(tracker: Tracker) -> Iterator[Mapping[str, Any]]:
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return
        yield event


def _intent(parsed: Mapping[str, Any]) -> str:
    return str((parsed.get("intent") or {}).get("name") or "")
