"""What the index keeps of each message, read from the events of a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from console.conversations.index_models import Outcome, Safety
from nscp.languages import language_of

# What comes of an event that is not as Rasa writes it.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
EVENTS_READ = ("user", "bot")  # kinds of events
RUNNERS_UP = 3
LANGUAGE = "other_language"
SMALL_TALK = frozenset({"greet", "goodbye", "thanks", "affirm", "deny"})
HAND_OFF = frozenset({"handoff_request", "handoff_status", "handoff_start", "handoff_resume", "handoff_choice"})
NOT_A_TOPIC = frozenset({"clarify", "nlu_fallback"})
TOPIC_ANSWERS = ("utter_faq/", "utter_gap/")

# By the beginning of a response's name. These decide wherever they stand among the responses, the upper first;
BEFORE_OTHERS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Outcome.SAFETY, ("utter_immediate_danger", "utter_self_harm_distress")),
    (Outcome.HAND_OFF, ("utter_hand_off", "utter_ask_")),
)
# of these, the first response that fits any: a second question in one message counts under the first.
OUTCOMES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Outcome.ANSWERED, ("utter_faq/",)),
    (Outcome.NOT_IN_GUIDE, ("utter_gap/",)),
    (Outcome.CLARIFIED, ("utter_clarify",)),
    (Outcome.FALLBACK, ("utter_fallback", "utter_no_words", "utter_long_message")),
)


@dataclass
class Said:
    """A message of a family and the names of the responses to it; `event` is Rasa's event of it."""

    event: Mapping[str, Any]
    answers: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What the family wrote."""
        return readable(self.event["text"])

    @property
    def message_id(self) -> str:
        """The website's id of it."""
        return str(self.event.get("message_id") or "")


def readable(text: object) -> str:
    """A text that every database and page takes: Rasa's own channel lets NUL and halves of characters through."""
    return str(text).replace("\x00", "").encode("utf-8", "replace").decode()


def messages_of(events: Iterable[Mapping[str, Any]]) -> list[Said]:
    """The messages of a conversation.

    Args:
        events: as Rasa keeps them, oldest first; others than of what was said are passed over.
    """
    said: list[Said] = []
    for event in events:
        if event["event"] == "user" and event.get("text"):
            message = Said(event)
            if said and said[-1].message_id == message.message_id:
                said.pop()  # it got no reply and was sent again
            said.append(message)
        elif event["event"] == "bot" and said:
            said[-1].answers.append(str((event.get("metadata") or {}).get("utter_action", "")))
    return said


def facts_of(said: Said) -> dict[str, Any]:
    """The fields of the index's `Message` that can be read from the message itself."""
    parsed: Mapping[str, Any] = said.event.get("parse_data") or {}
    intent = parsed.get("intent") or {}
    ranking = [(entry["name"], round(entry["confidence"], 4)) for entry in parsed.get("intent_ranking") or ()]
    name = str(intent.get("name") or "")
    topic = _topic(name, ranking, said.answers)
    safety = parsed.get("safety") or {}
    return {
        "topic": topic,
        "confidence": round(float(intent.get("confidence") or 0), 4),
        "runners_up": _runners_up(topic, ranking, (parsed.get("clarify") or {}).get("topics") or ()),
        "answers": said.answers,
        "outcome": _outcome(name, said.answers),
        "safety": safety.get("outcome") or Safety.NONE,
        "safety_topic": safety.get("topic") or "",
        "language": language_of(said.text) if name == LANGUAGE else "",
    }


def _topic(intent: str, ranking: Sequence[tuple[str, float]], answers: Sequence[str]) -> str:
    """What was answered tells it best: "why?" looks like small talk and is answered by a topic."""
    answered = next((answer for answer in answers if answer.startswith(TOPIC_ANSWERS)), None)
    if answered:
        return answered.removeprefix("utter_")
    if intent in NOT_A_TOPIC:
        return ""
    return next((name for name, _ in ranking if name.split("/")[0] == intent), intent)


def _runners_up(topic: str, ranking: Sequence[tuple[str, float]], offered: Sequence[str]) -> list[list[Any]]:
    scores = dict(ranking)
    others = offered or [name for name, _ in ranking if name != topic]
    return [[name, scores.get(name, 0.0)] for name in others[:RUNNERS_UP]]


def _outcome(intent: str, answers: Sequence[str]) -> Any:
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
