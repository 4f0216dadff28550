"""What is known of a message once it is answered: topic, outcome, confidence, need and more, read from Rasa's events.

The store writes these facts with the turn; the console computes them again from the stored events when a rule has changed.
Keys of the dictionaries are columns of the tables `messages` and `conversations`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from enum import Enum, IntEnum
from typing import Any
from zoneinfo import ZoneInfo

from nscp.conversation import Exchange
from nscp.languages import language_of
from nscp.words import search_form

# Raised by an event that is not as Rasa writes it.
READ_ERRORS = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
LOCAL = ZoneInfo("Europe/London")
UNSURE_BELOW = 0.7  # confidence of a message that is worth a look
LONGEST_MS = 3_600_000
LONGEST_NAME = 100  # characters of a topic, as the database takes it
RUNNERS_UP = 3
LANGUAGE = "other_language"
SMALL_TALK = frozenset({"greet", "goodbye", "thanks", "affirm", "deny"})
HAND_OFF = frozenset({"handoff_request", "handoff_status", "handoff_start", "handoff_resume", "handoff_choice"})
NOT_A_TOPIC = frozenset({"clarify", "nlu_fallback"})
TOPIC_ANSWERS = ("utter_faq/", "utter_gap/")

Facts = dict[str, Any]


class Outcome(str, Enum):
    """What the assistant did with a message."""

    ANSWERED = "answered"
    CLARIFIED = "clarified"
    NOT_IN_GUIDE = "not_in_guide"
    FALLBACK = "fallback"
    SAFETY = "safety"
    HAND_OFF = "hand_off"
    SMALL_TALK = "small_talk"
    OTHER = "other"


class Safety(str, Enum):
    """What the safety classifier made of a message."""

    HELP_FIRST = "help_first"
    ANSWER_WITH_HELP = "answer_with_help"
    NONE = "none"


class Need(IntEnum):
    """Why somebody has to look at a message or conversation, the most urgent the highest."""

    SAFETY = 5
    LINE_OF_HELP = 4
    THUMBS_DOWN = 3
    UNSURE = 2
    UNREADABLE = 1
    NONE = 0


# By the beginning of a response's name. These decide wherever they stand among the responses, the upper first;
BEFORE_OTHERS: tuple[tuple[Outcome, tuple[str, ...]], ...] = (
    (Outcome.SAFETY, ("utter_immediate_danger", "utter_self_harm_distress")),
    (Outcome.HAND_OFF, ("utter_hand_off", "utter_ask_")),
)
# of these, the first response that fits any: a second question in one message counts under the first.
OUTCOMES: tuple[tuple[Outcome, tuple[str, ...]], ...] = (
    (Outcome.ANSWERED, ("utter_faq/",)),
    (Outcome.NOT_IN_GUIDE, ("utter_gap/",)),
    (Outcome.CLARIFIED, ("utter_clarify",)),
    (Outcome.FALLBACK, ("utter_fallback", "utter_no_words", "utter_long_message")),
)
UNSURE = (Outcome.CLARIFIED, Outcome.FALLBACK)
CONFIDENCE_NOT_COUNTED = (Outcome.SMALL_TALK, Outcome.HAND_OFF)  # how sure the assistant was of these tells nothing


def message_facts(exchange: Exchange | None, stored_at: float) -> Facts:
    """Return the facts of one message; `need` is `UNREADABLE` if its events are missing or not as Rasa writes them.

    Args:
        exchange: the message and its replies, personal details hidden.
        stored_at: seconds since 1970.
    """
    try:
        if exchange is None or exchange.asked is None:
            return _unreadable(stored_at)
        return _facts(exchange, exchange.asked, stored_at)
    except READ_ERRORS:
        return _unreadable(stored_at)


def conversation_facts(messages: Sequence[Facts], opinions: Iterable[tuple[bool, float]] = ()) -> Facts:
    """Return the facts of a conversation.

    Args:
        messages: at least one, in order, each with `message_facts`, `number` and `stored_at`.
        opinions: of its replies: whether it helped, and when that was said, in seconds since 1970.
    """
    given = list(opinions)
    down = sum(not helpful for helpful, _ in given)
    return {
        "started_at": messages[0]["at"],
        "last_at": messages[-1]["at"],
        "stored_at": max(message["stored_at"] for message in messages),
        "feedback_at": max((at for _, at in given), default=0.0),
        "messages": messages[-1]["number"],
        "need": int(max(Need.THUMBS_DOWN if down else Need.NONE, *(message["need"] for message in messages))),
        "lowest_confidence": min(counted_confidence(message) for message in messages),
        "thumbs_up": len(given) - down,
        "thumbs_down": down,
    }


def counted_confidence(message: Facts) -> float:
    """Return the confidence of a message that was about something, 1 for any other."""
    is_about = message["outcome"] not in CONFIDENCE_NOT_COUNTED and message["need"] != Need.UNREADABLE
    return float(message["confidence"]) if is_about else 1.0


def helpful_by_message(opinions: Iterable[tuple[str, bool]]) -> dict[str, bool]:
    """Return message id -> whether every reply to it helped, for messages with an opinion.

    Args:
        opinions: id of the reply (the message's id, a point and its place) and whether it helped.
    """
    helpful: dict[str, bool] = {}
    for reply_id, helped in opinions:
        message_id = reply_id.rpartition(".")[0]
        helpful[message_id] = helped and helpful.get(message_id, True)
    return helpful


def readable(text: object) -> str:
    """Return a text that every database and page takes: Rasa's own channel lets NUL and halves of characters through."""
    return str(text).replace("\x00", "").encode("utf-8", "replace").decode()


def _facts(exchange: Exchange, asked: Mapping[str, Any], stored_at: float) -> Facts:
    parsed: Mapping[str, Any] = asked.get("parse_data") or {}
    intent, safety = parsed.get("intent") or {}, parsed.get("safety") or {}
    ranking = [(_name(entry["name"]), _confidence(entry["confidence"])) for entry in parsed.get("intent_ranking") or ()]
    offered = [_name(topic) for topic in (parsed.get("clarify") or {}).get("topics") or ()]
    answers = [readable((reply.get("metadata") or {}).get("utter_action", "")) for reply in exchange.replies]
    name, text, seconds = _name(intent.get("name") or ""), readable(asked.get("text") or ""), float(asked["timestamp"])
    topic = _topic(name, ranking, answers)
    facts = {
        **_times(seconds),
        "text": text,
        "search": search_form(text),
        "topic": topic,
        "confidence": _confidence(intent.get("confidence") or 0),
        "runners_up": _runners_up(topic, ranking, offered),
        "answers": answers,
        "outcome": _outcome(name, answers).value,
        "safety": Safety(safety.get("outcome") or Safety.NONE).value,
        "safety_topic": _name(safety.get("topic") or ""),
        "language": language_of(text) if name == LANGUAGE else "",
        "response_ms": min(max(0, round((stored_at - seconds) * 1000)), LONGEST_MS),  # clocks of servers may differ
    }
    return {**facts, "need": int(_need(facts))}


def _unreadable(stored_at: float) -> Facts:
    nothing = dict.fromkeys(("text", "search", "topic", "safety_topic", "language"), "")
    return {
        **_times(stored_at),
        **nothing,
        "confidence": 0.0,
        "runners_up": [],
        "answers": [],
        "outcome": Outcome.OTHER.value,
        "safety": Safety.NONE.value,
        "response_ms": None,
        "need": int(Need.UNREADABLE),
    }


def _times(seconds: float) -> Facts:
    at = datetime.fromtimestamp(seconds, timezone.utc)
    local = at.astimezone(LOCAL)
    return {"at": at, "day": local.date(), "hour": local.hour}


def _confidence(value: Any) -> float:
    confidence = round(float(value), 4)
    if not math.isfinite(confidence):
        raise ValueError("a confidence that is no number")
    return confidence


def _name(value: object) -> str:
    return readable(value)[:LONGEST_NAME]


def _topic(intent: str, ranking: Sequence[tuple[str, float]], answers: Sequence[str]) -> str:
    """Return the topic, which what was answered tells best: "why?" looks like small talk and is answered by a topic."""
    answered = next((answer for answer in answers if answer.startswith(TOPIC_ANSWERS)), None)
    if answered:
        return answered.removeprefix("utter_")[:LONGEST_NAME]
    if intent in NOT_A_TOPIC:
        return ""
    return next((name for name, _ in ranking if name.split("/")[0] == intent), intent)


def _runners_up(topic: str, ranking: Sequence[tuple[str, float]], offered: Sequence[str]) -> list[list[Any]]:
    scores = dict(ranking)
    others = offered or [name for name, _ in ranking if name != topic]
    return [[name, scores.get(name, 0.0)] for name in others[:RUNNERS_UP]]


def _outcome(intent: str, answers: Sequence[str]) -> Outcome:
    for outcome, beginnings in BEFORE_OTHERS:
        if any(answer.startswith(beginnings) for answer in answers):
            return outcome
    for answer in answers:
        for outcome, beginnings in OUTCOMES:
            if answer.startswith(beginnings):
                return outcome
    if intent in HAND_OFF:
        return Outcome.HAND_OFF
    return Outcome.SMALL_TALK if intent in SMALL_TALK else Outcome.OTHER


def _need(facts: Facts) -> Need:
    if facts["safety"] == Safety.HELP_FIRST or facts["outcome"] == Outcome.SAFETY:
        return Need.SAFETY
    if facts["safety"] == Safety.ANSWER_WITH_HELP:
        return Need.LINE_OF_HELP
    if facts["outcome"] in CONFIDENCE_NOT_COUNTED:
        return Need.NONE
    is_unsure = facts["outcome"] in UNSURE or facts["confidence"] < UNSURE_BELOW
    return Need.UNSURE if is_unsure else Need.NONE
