"""What happens around the form that takes a message for NSCP: rules know no reply plan and cannot tell how a form ended.

A message about danger shows only the help; the form is put away and waits behind a button, or for an answer that fits its
question. Where the form asks what is safe, such a message is the answer: the form goes on. A question is answered, then the
form asks again. When the form has ended, the family's decision says what follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)

from nscp.hand_off_choices import bare, project_choices
from nscp.masking import find_details
from nscp.words import words_of

FORM = "hand_off_form"
REPLY, NAME, SAFE_TIME, DECISION = "personal_reply", "personal_name", "hand_off_safe_time", "hand_off_decision"
AFTER = {"send": "action_hand_off_send", "leave": "action_hand_off_leave", "address": "action_hand_off"}
PUT_AWAY = "action_hand_off_put_away"  # Rasa's action_deactivate_loop would forget what was asked
REQUEST = "handoff_request"
# After the offer to send a message somebody who asks for just that is not offered it again.
DO = re.compile(r"\b(?:send|pass|ask|tell|message|msg|write|let)\b")
IT = re.compile(r"\b(?:them|em|her|him|someone|nscp|it|that|this|for me|4 me)\b")
LEAVE, DECLINED = AFTER["leave"], "utter_hand_off_declined"
# What a name is taken for by a classifier that does not know what was asked.
NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope", "clarify", "statement", "greet"})
LONGEST_NAME = 3  # words
BEGINS_NO_NAME = frozenset(
    {
        "i",
        "i'm",
        "im",
        "you",
        "he",
        "he's",
        "she",
        "she's",
        "it",
        "it's",
        "we",
        "they",
        "this",
        "that",
        "help",
        "hi",
        "hiya",
        "hello",
        "hey",
        "good",
    }
)


def concerns_form(since: Sequence[Event], active_loop: str | None) -> bool:
    """Whether the form was active when the latest message came, or was begun by it.

    Args:
        since: the latest message and what was done after it.
        active_loop: the form that is active now.
    """
    return active_loop == FORM or any(isinstance(event, ActiveLoop) for event in since)


def question_before(events: Sequence[Event]) -> str | None:
    """The slot that the form was asking for when the latest message came, also if it was put away since; else None."""
    before = iter(reversed(events))
    next((event for event in before if isinstance(event, UserUttered)), None)
    asked = (event.value for event in before if isinstance(event, SlotSet) and event.key == REQUESTED_SLOT)
    value = next(asked, None)
    return str(value) if value else None


def steps_outside(events: Sequence[Event]) -> list[str]:
    """What follows a message that is about the hand-off although no form is active; empty for any other.

    Args:
        events: the conversation so far. Its latest message is not about danger, and has begun no form.
    """
    message = next(event for event in reversed(events) if isinstance(event, UserUttered))
    text, choices, asked = message.text or "", project_choices(), question_before(events)
    if asked and choices.chosen(text, ["cancel"]):
        return [LEAVE]
    if asked and _fits(asked, text, message.intent_name):
        return [FORM]
    if not _was_offered(events, choices.title("start")):
        return []
    if choices.declines(text):
        return [DECLINED]
    wants_it_done = message.intent_name == REQUEST and _asks_to_do_it(bare(text))
    return [FORM] if wants_it_done or choices.says_no_email(text) else []


def next_action(
    since: Sequence[Event],
    answer: Sequence[str],
    is_about_danger: bool,
    line_of_help: Sequence[str],
    goes_on: bool = False,
) -> str:
    """What comes next.

    Args:
        since: the latest message and what was done after it, the form being concerned.
        answer: what would answer the message if there were no form.
        is_about_danger: whether that is the help for danger or despair.
        line_of_help: what is said beside anything else, if the message is unsure about danger.
        goes_on: whether the form goes on after help, because the message answers what is safe.
    """
    if is_about_danger:
        steps = [*answer, FORM if goes_on else PUT_AWAY]
    elif any(isinstance(event, ActionExecutionRejected) for event in since):
        steps = [*answer, FORM]
    else:
        # A form that said nothing has met no action server: the turn is then not kept, and can be taken again.
        has_spoken = any(isinstance(event, BotUttered) for event in since)
        steps = [FORM, *_after_form(since), *(line_of_help if has_spoken else ())]
    played = sum(isinstance(event, ActionExecuted) for event in since)
    return steps[played] if played < len(steps) else ACTION_LISTEN_NAME


def _after_form(since: Sequence[Event]) -> list[str]:
    """What the family's decision leads to; nothing while the form goes on."""
    if ActiveLoop(None) not in since:
        return []
    decisions = [event.value for event in since if isinstance(event, SlotSet) and event.key == DECISION]
    return [AFTER[decision] for decision in decisions[:1] if decision in AFTER]


def _asks_to_do_it(text: str) -> bool:
    done = DO.search(text)
    return done is not None and IT.search(text, done.end()) is not None


def _fits(asked: str, text: str, intent: str | None) -> bool:
    """Whether a message answers the question that waits. One that asks something, or that has a topic, does not."""
    choices = project_choices()
    if asked == DECISION:
        return (
            choices.chosen(text, [key for key in choices.choices if key == "send" or key.startswith("change")]) is not None
        )
    details = {detail.kind for detail in find_details(text)}
    if asked == REPLY:
        return not details.isdisjoint(("email", "phone")) or choices.says_no_email(text)
    if asked == NAME:
        words = words_of(text)
        looks_like_one = intent in NOT_UNDERSTOOD and 0 < len(words) <= LONGEST_NAME and BEGINS_NO_NAME.isdisjoint(words)
        return choices.chosen(text, ["skip"]) is not None or ("?" not in text and (looks_like_one or "name" in details))
    return False


def _was_offered(events: Sequence[Event], title: str) -> bool:
    """Whether what was said before the latest message had a button."""
    before = iter(reversed(events))
    next((event for event in before if isinstance(event, UserUttered)), None)
    for event in before:
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered) and any(button["title"] == title for button in event.data.get("buttons") or ()):
            return True
    return False
