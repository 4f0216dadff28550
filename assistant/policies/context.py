"""What a message means after what was answered before: "why?", "and my husband?", the same question again.

The pipeline says what a message could mean (assistant/nlu/reply_planner.py); here the conversation decides. Everything is
read from the tracker, so it works in every channel, after a restart and on another server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.nlu.constants import RESPONSE_SELECTOR

from assistant.nlu.follow_ups import Answers
from nscp.topics import RETRIEVAL

REMEMBERED = 3  # topics answered before that a message may lean on
# Cosines from which a message says what is listed as a follow-up: where it stands for itself, and where it does not.
SAME, NEARLY_SAME = 0.9, 0.75
KIND_SURE = 0.5  # how likely a kind of follow-up must be
KIND_PLAIN = 0.8  # how likely, to outweigh a topic that the message alone would be answered with
RELATED = 5.0  # how much likelier a candidate is that has to do with the last answer
UNCLEAR = ("clarify", "nlu_fallback", "correction", "statement")  # intents of messages that an earlier answer may make clear
LEAST_MEANT = 0.15  # how likely a topic must be that "no, I meant ..." names
LIKELY = 0.5  # how likely a candidate must then be, to be answered without asking "did you mean"
ASKED_AGAIN, GAP_AGAIN = "utter_asked_again", "utter_gap_again"
SIMPLER, SIMPLER_NONE, SIMPLER_GAP = "utter_simpler_", "utter_simpler_none", "utter_simpler_none_gap"
SURE, SURE_NONE = "utter_sure", "utter_sure_none"
LINE = "utter_line_of_help"
HELP = ("utter_immediate_danger", "utter_self_harm_distress")
AFTER_HELP = 2  # turns after the fixed text of help in which help is still named


def answered_topics(events: Sequence[Event]) -> list[str]:
    """Return the guide topics answered last, such as `faq/how_long`, the newest first, each once."""
    found: list[str] = []
    for topic in _answered(events):
        if topic not in found:
            found.append(topic)
        if len(found) == REMEMBERED:
            break
    return found


def _answered(events: Sequence[Event]) -> Iterator[str]:
    retrieved: str | None = None
    for event in reversed(events):
        if isinstance(event, ActionExecuted) and event.action_name:
            name = event.action_name.removeprefix("utter_")
            if name.startswith(tuple(f"{kind}/" for kind in RETRIEVAL)):
                yield name
            elif event.action_name.startswith(SIMPLER) and not event.action_name.startswith(SIMPLER_NONE):
                yield f"faq/{event.action_name.removeprefix(SIMPLER)}"
            elif name in RETRIEVAL:
                retrieved = name
        elif isinstance(event, UserUttered) and retrieved:
            selector = event.parse_data.get(RESPONSE_SELECTOR) or {}
            topic = selector.get(retrieved, {}).get("response", {}).get("intent_response_key")
            retrieved = None
            if topic:
                yield topic


def follow_up(selector: Mapping[str, Any], intent: str, topics: Sequence[str], table: Mapping[str, Answers]) -> str | None:
    """Return the topic that answers a message after earlier answers, or `AGAIN`; None if the message stands for itself.

    Args:
        selector: what the pipeline left in `response_selector`.
        intent: the message's intent.
        topics: the topics answered last, the newest first.
        table: kind of follow-up -> which topic answers it.
    """
    if not topics:
        return None
    is_clear = intent not in UNCLEAR
    for place, last in enumerate(topics):
        listed, cosine = selector.get("follow_ups", {}).get(last) or (None, 0.0)
        if listed and cosine >= (SAME if is_clear or place else NEARLY_SAME):
            return str(listed)
    kind, likely = selector.get("follow_up") or (None, 0.0)
    candidates = selector.get("candidates", [])
    if kind is not None and kind in table and likely >= (KIND_PLAIN if is_clear else KIND_SURE):
        return table[kind].after.get(topics[0], table[kind].otherwise)
    if is_clear or intent == "statement":
        return None
    found = next(filter(None, (_likeliest(candidates, last, table) for last in topics)), None)
    if found is None and intent == "correction" and candidates and candidates[0][1] >= LEAST_MEANT:
        return str(candidates[0][0])
    return found


def _likeliest(candidates: Sequence[Sequence[Any]], last: str, table: Mapping[str, Answers]) -> str | None:
    """The candidate that the last answer makes likely: it is that topic, or one that its follow-ups lead to."""
    related = {last, *(answers.after[last] for answers in table.values() if last in answers.after)}
    weights = {topic: share * (RELATED if topic in related else 1.0) for topic, share in candidates}
    best = max(weights, key=lambda topic: weights[topic], default=None)
    if best is None or best not in related:
        return None
    rest = 1.0 - sum(share for _, share in candidates)  # of all other topics together
    return best if weights[best] / (sum(weights.values()) + max(rest, 0.0)) >= LIKELY else None


def is_repeated(events: Sequence[Event], position: int, topic: str) -> bool:
    """Whether the message before was already answered with a topic.

    Args:
        events: the conversation so far.
        position: of the latest message.
        topic: what it asks.
    """
    before = next((index for index in range(position - 1, -1, -1) if isinstance(events[index], UserUttered)), None)
    return before is not None and topic in set(_answered(events[before:position]))


def in_other_words(topic: str, events: Sequence[Event], position: int, responses: Set[str], is_repeated: bool) -> list[str]:
    """Return the plan that says a topic's answer again: in simpler words, and then that this is all.

    Args:
        topic: the topic.
        events: the conversation so far.
        position: of the latest message.
        responses: names of all responses.
        is_repeated: whether the same question was asked again; then a person is offered too.
    """
    simpler = f"{SIMPLER}{topic.split('/')[-1]}"
    said = _played_in_turn_before(events, position)
    if simpler in responses:
        if simpler not in said:
            return [simpler, ASKED_AGAIN] if is_repeated else [simpler]
        return [ASKED_AGAIN]
    if GAP_AGAIN in said:
        return [GAP_AGAIN]
    return [f"utter_{topic}", GAP_AGAIN] if is_repeated else [f"utter_{topic}"]


def _played_in_turn_before(events: Sequence[Event], position: int) -> list[str]:
    """Names of the responses of the turn before the latest message."""
    before = next((index for index in range(position - 1, -1, -1) if isinstance(events[index], UserUttered)), 0)
    return [str(event.action_name) for event in events[before:position] if isinstance(event, ActionExecuted)]


def had_help(events: Sequence[Event], position: int) -> str | None:
    """Return the fixed text of help that was shown in one of the last turns, or None."""
    turns = 0
    for event in reversed(events[:position]):
        if isinstance(event, ActionExecuted) and str(event.action_name).startswith(HELP):
            return str(event.action_name)
        if isinstance(event, UserUttered):
            turns += 1
            if turns == AFTER_HELP:
                return None
    return None


def had_line_of_help(events: Sequence[Event], position: int) -> bool:
    """Whether the turn before the latest message named help."""
    return any(name.startswith(LINE) for name in _played_in_turn_before(events, position))


def in_simpler_words(topics: Sequence[str], responses: Set[str]) -> list[str]:
    """Return the plan for "say that in simpler words"."""
    simpler = f"{SIMPLER}{topics[0].split('/')[-1]}" if topics else ""
    if simpler in responses:
        return [simpler]
    return [SIMPLER_GAP] if topics else [SIMPLER_NONE]


def in_the_guides_words(topics: Sequence[str]) -> list[str]:
    """Return the plan for "are you sure": the sentences that the last answer rests on are added in assistant/answers.py."""
    return [SURE] if topics else [SURE_NONE]
