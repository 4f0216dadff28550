"""The slots of the hand-off, and what its actions read from the tracker."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice, takewhile
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions import CHOICES
from actions.base import Events
from console.handoffs.drafts import Chat
from nscp.words import words_of


class Slot:
    """Names in domain.yml. The form's slots say that something was given, never what."""

    MESSAGE, REPLY, NAME, SAFE_TIME = "hand_off_message", "personal_reply", "personal_name", "hand_off_safe_time"
    DECISION = "hand_off_decision"
    TRIES = "hand_off_tries"
    DRAFT, REFERENCE = "hand_off_draft", "hand_off_reference"
    REQUESTED = "requested_slot"


class Decision:
    """Values of `Slot.DECISION`; assistant/policies/hand_off.py says what follows each."""

    SEND, LEAVE, ADDRESS = "send", "leave", "address"


GIVEN, SKIPPED = "given", "skipped"  # values of the form's other slots

# What a family may have asked before it wanted a person. Not what it said about the hand-off itself, or about danger.
ON_A_TOPIC = frozenset({"faq", "gap"})
NOT_UNDERSTOOD = frozenset({"clarify", "nlu_fallback", "complaint_or_anger", "out_of_scope"})
QUESTION_WORDS = frozenset({
    "who", "what", "when", "where", "why", "how", "which", "can", "could", "will", "would", "do", "does", "did", "is", "are",
    "am", "was", "should", "has", "have", "whats", "what's", "who's", "wot", "wen", "cn", "wil",
})  # fmt: skip
BEFORE_A_QUESTION = frozenset({"and", "but", "so", "ok", "okay", "actually", "sorry", "wait", "oh", "well", "hang", "on"})
# A question of these words alone asks nothing by itself: "how do i do that", "can you send it".
POINTING = frozenset({"that", "this", "it", "them", "they", "one", "so", "those", "these", "then", "dat", "there"})
SMALL = POINTING | QUESTION_WORDS | frozenset({
    "i", "you", "u", "we", "he", "she", "me", "us", "my", "your", "to", "for", "the", "a", "an", "of", "in", "on", "and",
    "or", "but", "if", "be", "not", "get", "go", "send", "say", "mean", "about", "with", "work", "please", "pls", "ok",
    "okay", "yes", "no", "done", "doing", "i'm", "it's", "that's", "thats", "its", "im",
})  # fmt: skip
FEWEST_WORDS = 4  # of a question that is made of small words only: "what do i have to do"
MASKED = "["  # begins the placeholder of a hidden detail
LONGEST_QUESTION = 300  # characters


def cleared() -> Events:
    """Return the events after which no message is being written."""
    form_slots = (Slot.MESSAGE, Slot.REPLY, Slot.NAME, Slot.SAFE_TIME, Slot.DECISION, Slot.DRAFT)
    return [*(SlotSet(slot, None) for slot in form_slots), SlotSet(Slot.TRIES, 0)]


def chat_of(tracker: Tracker) -> Chat:
    """Return the chat that writes a message for NSCP."""
    return Chat(tracker.sender_id, str(tracker.get_latest_input_channel() or ""))


def latest_text(tracker: Tracker) -> str:
    """Return what the family has just typed."""
    return str(tracker.latest_message.get("text") or "")


def latest_intent(tracker: Tracker) -> str:
    """Return the intent of the latest message."""
    return _intent(tracker.latest_message)


def last_question(tracker: Tracker) -> str | None:
    """Return the last real question before the latest message ("ask them that"); None if there is none, or if it is too long
    or has hidden details in it.
    """
    asked = islice((event for event in reversed(tracker.events) if event["event"] == "user"), 1, None)
    question = next((str(event["text"]).strip() for event in asked if _is_real_question(event)), "")
    return question if question and MASKED not in question and len(question) <= LONGEST_QUESTION else None


def is_question(text: str) -> bool:
    """Whether a text is phrased as a question."""
    words = [word for word in words_of(text) if word not in BEFORE_A_QUESTION]
    return "?" in text or bool(words and words[0] in QUESTION_WORDS)


def said_before(tracker: Tracker) -> list[str]:
    """Return the names of the responses to the message before the latest one, oldest first."""
    return list(_said_before(tracker))[::-1]


def last_said(tracker: Tracker, names: Collection[str]) -> str | None:
    """Return which of some responses was given last since the form began, or None."""
    present = takewhile(lambda event: not _ends_form(event), reversed(tracker.events))
    said = (_response(event) for event in present if event["event"] == "bot")
    return next((name for name in said if name in names), None)


def since_message(tracker: Tracker) -> list[Mapping[str, Any]]:
    """Return the events after the latest message, oldest first."""
    return list(_since_message(tracker))[::-1]


def _since_message(tracker: Tracker) -> Iterator[Mapping[str, Any]]:
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return
        yield event


def _said_before(tracker: Tracker) -> Iterator[str]:
    messages = 0
    for event in reversed(tracker.events):
        messages += event["event"] == "user"
        if messages == 2:
            return
        if messages == 1 and event["event"] == "bot":
            yield _response(event)


def _is_real_question(event: Mapping[str, Any]) -> bool:
    """Whether somebody else would understand it: "yes" and "how do i do that" need what came before."""
    text, intent = str(event["text"]), _intent(event.get("parse_data", {}))
    if intent not in ON_A_TOPIC | NOT_UNDERSTOOD or CHOICES.is_choice(text):
        return False
    words = words_of(text)
    says_something = not SMALL.issuperset(words) or (len(words) >= FEWEST_WORDS and POINTING.isdisjoint(words))
    return says_something and (intent in ON_A_TOPIC or is_question(text))


def _ends_form(event: Mapping[str, Any]) -> bool:
    return event["event"] == "slot" and event["name"] == Slot.DECISION and bool(event["value"])


def _response(event: Mapping[str, Any]) -> str:
    return str((event.get("metadata") or {}).get("utter_action") or "")


def _intent(parsed: Mapping[str, Any]) -> str:
    return str((parsed.get("intent") or {}).get("name") or "")
