"""One made-up turn, as the events that the assistant would store (assistant/store/conversations.py, `as_row`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from console.conversations.models import Event
from tools.seed.material import Material

SAFETY_TOPICS = ("immediate_danger", "self_harm_distress")
HAND_OFF = ("handoff_request", "handoff_status")
# What these are answered with where nothing was said before.
REPLY_TO = {"are_you_sure": "utter_sure_none", "simpler": "utter_simpler_none"}
META = {"model_id": "made-up", "assistant_id": "nscp-families-assistant"}
RANKING_LENGTH = 10


@dataclass(frozen=True)
class Turn:
    """A message and how it was taken.

    Attributes:
        message_id: the website's id.
        text: of the message.
        intent: Rasa's intent: a base name, `clarify` or `nlu_fallback`.
        confidence: of the intent.
        ranking: likeliest topics by full name, with their probabilities.
        safety: its safety outcome and topic.
        replies: names of the responses.
    """

    message_id: str
    text: str
    intent: str
    confidence: float
    ranking: list[tuple[str, float]]
    safety: dict[str, str | None]
    replies: list[str]


def made_up_turn(random: Random, material: Material, topic: str) -> Turn:
    """A message about a topic, mostly taken right."""
    text = random.choice(material.messages[topic])
    confidence = random.betavariate(12, 1.2)
    intent, taken, safety = topic.split("/")[0], topic, {"outcome": "none", "topic": None}
    replies = [REPLY_TO.get(topic, f"utter_{topic}")]
    chance = random.random()
    if topic in SAFETY_TOPICS:
        safety, confidence = {"outcome": "help_first", "topic": topic}, 0.99
    elif chance < 0.08:
        intent, confidence, replies = "clarify", random.uniform(0.3, 0.8), ["utter_clarify"]
    elif chance < 0.13:
        intent, confidence, replies = "nlu_fallback", random.uniform(0.2, 0.6), ["utter_fallback"]
    elif chance < 0.18:
        taken, confidence = random.choice([name for name in material.messages if "/" in name]), random.uniform(0.5, 0.9)
        intent, replies = taken.split("/")[0], [f"utter_{taken}"]
    elif topic in HAND_OFF:
        replies = ["utter_hand_off_two_ways"]
    if text in material.with_help:
        safety = {"outcome": "answer_with_help", "topic": SAFETY_TOPICS[0]}
        replies.append("utter_line_of_help")
    message_id = f"{random.getrandbits(128):032x}"
    ranking = _ranking(random, list(material.messages), taken, confidence)
    return Turn(message_id, text, intent, confidence, ranking, safety, replies)


def _ranking(random: Random, topics: list[str], first: str, confidence: float) -> list[tuple[str, float]]:
    left, ranking = 1.0 - confidence, [(first, confidence)]
    for topic in random.sample(topics, RANKING_LENGTH):
        if topic != first and len(ranking) < RANKING_LENGTH:
            left *= 0.5
            ranking.append((topic, left))
    return ranking


def session_start(sender_id: str, at: float) -> Iterator[Event]:
    """The events that begin a session of Rasa's."""
    yield _action(sender_id, at, "action_session_start", policy=None)
    yield _event(sender_id, at, {"event": "session_started"})
    yield _action(sender_id, at, "action_listen", policy=None)


def events_of(sender_id: str, at: float, turn: Turn, material: Material) -> Iterator[Event]:
    """The events of a turn.

    Args:
        sender_id: the conversation.
        at: when the message was read, in seconds since 1970.
        turn: the turn.
        material: for the replies' texts.
    """
    parsed = _parse_data(turn)
    yield _event(
        sender_id,
        at,
        {
            "event": "user",
            "text": turn.text,
            "parse_data": parsed,
            "input_channel": "website",
            "message_id": turn.message_id,
        },
        intent_name=turn.intent,
    )
    yield _event(sender_id, at + 0.001, {"event": "user_featurization", "use_text_for_featurization": False})
    for reply in turn.replies:
        text, metadata = material.replies[reply]
        retrieved = turn.intent if f"utter_{turn.intent}/" in reply else ""
        yield _action(sender_id, at + 0.001, f"utter_{retrieved}" if retrieved else reply)
        said = {"event": "bot", "text": text, "data": {"buttons": None}}
        yield _event(sender_id, at + 0.002, {**said, "metadata": {"metadata": metadata, "utter_action": reply, **META}})
    yield _action(sender_id, at + 0.002, "action_listen")


def _parse_data(turn: Turn) -> dict[str, Any]:
    intent: dict[str, Any] = {"name": turn.intent, "confidence": turn.confidence}
    if turn.intent in ("faq", "gap"):
        intent["full_retrieval_intent_name"] = turn.ranking[0][0]
    parsed = {
        "intent": intent,
        "entities": [],
        "text": turn.text,
        "message_id": turn.message_id,
        "metadata": {},
        "intent_ranking": [{"name": name, "confidence": confidence} for name, confidence in turn.ranking],
        "safety": turn.safety,
        "response_selector": {
            "all_retrieval_intents": ["faq", "gap"],
            "offers": [],
            "follow_ups": {},
            "reply_plan": [],
            "line_of_help": turn.safety["outcome"] == "answer_with_help",
        },
    }
    if turn.intent == "clarify":
        parsed["clarify"] = {"topics": [name for name, _ in turn.ranking[:3]]}
    return parsed


def _action(sender_id: str, at: float, name: str, policy: str | None = "ReplyPlanPolicy") -> Event:
    rest = {"policy": policy, "confidence": 1.0, "action_text": None, "hide_rule_turn": False}
    return _event(sender_id, at, {"event": "action", "name": name, **rest})


def _event(sender_id: str, at: float, data: dict[str, Any], intent_name: str | None = None) -> Event:
    data = {"timestamp": at, "metadata": META, **data}
    kind, name = data["event"], data.get("name")
    return Event(
        sender_id=sender_id,
        type_name=kind,
        timestamp=at,
        intent_name=intent_name,
        action_name=name,
        data=json.dumps(data),
    )
