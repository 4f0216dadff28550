"""What a message means after what was answered before: "why?", "and my husband?", the same question again.

The pipeline says what a message could mean (assistant/nlu/reply_planner.py); here the conversation decides. Everything is
read from the tracker, so it works in every channel, after a restart and on another server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.nlu.constants import RESPONSE_SELECTOR

from assistant.nlu.follow_ups import OTHERWISE
from assistant.nlu.safety_classifier import SAFETY
from nscp.topics import RETRIEVAL

REMEMBERED = 3  # answered topics that a message may refer to
# The least probability of a meaning: of a message that is unclear by itself, after the newest answer and after earlier ones;
# of one that would be answered from the guide by itself; and of one that would be taken for small talk.
LIKELY, LIKELY_OF_EARLIER, MIN_CLEAR, MIN_CLEAR_SMALL_TALK = 0.45, 0.8, 0.85, 0.7
HAND_OFF = "handoff_"  # what its intents begin with: buttons, and words for them, mean what they say
UNCLEAR = ("clarify", "nlu_fallback", "correction", "statement")  # intents of messages that an earlier answer may make clear
LEAST_MEANT = 0.15  # how likely a topic must be that "no, I meant ..." names
ASKED_AGAIN, GAP_AGAIN = "utter_asked_again", "utter_gap_again"
SIMPLER, SIMPLER_NONE, SIMPLER_GAP = "utter_simpler_", "utter_simpler_none", "utter_simpler_none_gap"
SURE, SURE_NONE = "utter_sure", "utter_sure_none"
LINE = "utter_line_of_help"
HELP = ("utter_immediate_danger", "utter_self_harm_distress")
AFTER_HELP = 3  # turns after the fixed text of help in which help is still named


def last_message(events: Sequence[Event]) -> int | None:
    """Return the position of the latest user message, or None."""
    positions = (index for index in range(len(events) - 1, -1, -1) if isinstance(events[index], UserUttered))
    return next(positions, None)


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


def follow_up(selector: Mapping[str, Any], intent: str, topics: Sequence[str]) -> str | None:
    """Return the topic that a message means after earlier answers; None if it means what it says.

    Args:
        selector: what the pipeline left in `response_selector`.
        topics: the topics answered last, the newest first.
    """
    if intent.startswith(HAND_OFF):
        return None
    meanings = selector.get("follow_ups", {})
    is_clear = intent not in UNCLEAR
    for place, last in enumerate(topics):
        meant, likely = meanings.get(last) or meanings.get(OTHERWISE) or (None, 0.0)
        if is_clear:  # a question of the guide may be meant, but no small talk
            least = MIN_CLEAR if intent in RETRIEVAL else MIN_CLEAR_SMALL_TALK
            return str(meant) if meant and "/" in meant and likely >= least else None
        if meant and meant != intent and likely >= (LIKELY_OF_EARLIER if place or "/" not in meant else LIKELY):
            return str(meant)
    candidates = selector.get("candidates", [])
    if intent == "correction" and candidates and candidates[0][1] >= LEAST_MEANT:
        return str(candidates[0][0])
    return None


def answers_for_the_speaker(events: Sequence[Event]) -> Mapping[str, str]:
    """Return the topics for a writer who has said that they are no parent, by the topics for a parent."""
    for event in reversed(events):
        if isinstance(event, UserUttered):
            instead = (event.parse_data.get(RESPONSE_SELECTOR) or {}).get("instead")
            if instead:
                return dict(instead)
    return {}


def topic_for_speaker(selector: Mapping[str, Any], instead: Mapping[str, str]) -> str | None:
    """Return the topic that an unclear message means from this writer, or None: from a grandmother, "can I have my say" and
    "can a grandmother have her say" are one question.

    Args:
        selector: what the pipeline left in `response_selector`.
        instead: see `answers_for_the_speaker`.
    """
    likely: Counter[str] = Counter()
    for topic, share in selector.get("candidates", []):
        likely[instead.get(topic, topic)] += share
    best, share = max(likely.items(), key=lambda entry: entry[1], default=("", 0.0))
    return best if best in instead.values() and share >= LIKELY else None


def is_repeated(events: Sequence[Event], position: int, topic: str) -> bool:
    """Whether the message before the one at `position` was answered with the same topic."""
    before = last_message(events[:position])
    return before is not None and topic in set(_answered(events[before:position]))


def in_other_words(topic: str, events: Sequence[Event], position: int, responses: Set[str], is_repeated: bool) -> list[str]:
    """Return the plan that says a topic's answer again: in simpler words, then as at first, and that this is all.

    A third question is seldom the same: "and if he appeals?" is about what the answer says, if it is read once more.

    Args:
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
        return [f"utter_{topic}", ASKED_AGAIN]
    if GAP_AGAIN in said:
        return [GAP_AGAIN]
    return [f"utter_{topic}", GAP_AGAIN] if is_repeated else [f"utter_{topic}"]


def _played_in_turn_before(events: Sequence[Event], position: int) -> list[str]:
    """Return the names of the responses of the turn before the message at `position`."""
    before = events[last_message(events[:position]) or 0 : position]
    return [str(event.action_name) for event in before if isinstance(event, ActionExecuted)]


def had_help(events: Sequence[Event], position: int, within: int = AFTER_HELP) -> str | None:
    """Return the fixed text of help that was shown in one of the last `within` turns, or None."""
    turns = 0
    for event in reversed(events[:position]):
        if isinstance(event, ActionExecuted) and str(event.action_name).startswith(HELP):
            return str(event.action_name)
        if isinstance(event, UserUttered):
            turns += 1
            if turns == within:
                return None
    return None


def help_hinted_at(events: Sequence[Event], position: int) -> str | None:
    """Return the fixed text for what the safety net saw in one of the last turns, or None."""
    before = [event for event in events[:position] if isinstance(event, UserUttered)]
    for message in reversed(before[-AFTER_HELP:]):
        topic = (message.parse_data.get(SAFETY) or {}).get("topic")
        if topic:
            return f"utter_{topic}"
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


def plan_for_are_you_sure(topics: Sequence[str]) -> list[str]:
    """Return the plan for "are you sure": the sentences that the last answer rests on are added in assistant/nlg.py."""
    return [SURE] if topics else [SURE_NONE]
