"""What is played around the hand-off's form: rules know no reply plan and cannot tell how a form ended.

A message about danger shows only the help; the form is paused and waits behind a button, or for an answer that fits its
question. Where the form asks what is safe, such a message is the answer, and the form continues. A question is answered,
then the form asks again. When the form has ended, the family's decision says what follows.
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

from assistant.policies.context import last_message
from nscp.hand_off import bare, project_choices
from nscp.masking import find_details
from nscp.topics import RETRIEVAL
from nscp.words import words_of

FORM = "hand_off_form"
REPLY, NAME, SAFE_TIME, DECISION = "personal_reply", "personal_name", "hand_off_safe_time", "hand_off_decision"
AFTER_DECISION = {"send": "action_hand_off_send", "leave": "action_hand_off_leave", "address": "action_hand_off"}
PAUSE = "action_hand_off_put_away"  # Rasa's action_deactivate_loop would forget what was asked
REQUEST = "handoff_request"
# After the offer to send a message somebody who asks for just that is not offered it again.
SENDING = re.compile(r"\b(?:send|pass|ask|tell|message|msg|write|let)\b")
RECIPIENT_OR_MESSAGE = re.compile(r"\b(?:them|em|her|him|someone|nscp|it|that|this|for me|4 me)\b")
# Directly after the offer these accept it: "yes please", "go on then, do the message", "press it, the send a message one".
YES = frozenset({"yes", "yeah", "yea", "yep", "yup", "yh", "aye", "haan", "tak", "taip", "sim"})
GO_ON = re.compile(r"\b(?:message them|go on|go ahead|do it|do that|please do|press it|proceed)\b")
DOING = frozenset({"do", "press", "send", "leave", "write", "alright", "ok", "okay", "proceed"})
MESSAGE = frozenset({"message", "mesage", "messege", "msg"})
# With these something else is meant: "yes I'll write to them", "yeah what happens to my message".
NOT_ACCEPTING = frozenset({
    "not", "don't", "dont", "no", "nah", "never", "i'll", "ill", "myself", "my", "later", "tomorrow", "if", "when", "but",
    "what", "how", "who", "where", "why", "got", "sent", "your", "read", "thanks", "thank",
})  # fmt: skip
LONGEST_ACCEPTING = 12  # words
LEAVE, DECLINED, OFFER = AFTER_DECISION["leave"], "utter_hand_off_declined", "action_hand_off"
LONGEST_CONTACT = 8  # words around a number or an address that is all that a message says
# What a name is taken for by a classifier that does not know what was asked.
NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope", "clarify", "statement", "greet"})
LONGEST_NAME = 3  # words
BEGINS_NO_NAME = frozenset({
    "i", "i'm", "im", "you", "he", "he's", "she", "she's", "it", "it's", "we", "they", "this", "that", "help", "hi", "hiya",
    "hello", "hey", "good",
})  # fmt: skip


def concerns_form(since: Sequence[Event], active_loop: str | None) -> bool:
    """Whether the form is active, was active when the latest message came, or was begun by it.

    Args:
        since: the latest message and the events after it.
    """
    return active_loop == FORM or any(isinstance(event, ActiveLoop) for event in since)


def question_before(events: Sequence[Event]) -> str | None:
    """Return the slot that the form, active or paused, was asking for when the latest message came; else None."""
    before = reversed(events[: last_message(events) or 0])
    asked = (event.value for event in before if isinstance(event, SlotSet) and event.key == REQUESTED_SLOT)
    value = next(asked, None)
    return str(value) if value else None


def steps_outside(events: Sequence[Event]) -> list[str]:
    """Return what follows a message that is about the hand-off although no form is active; empty for any other.

    Args:
        events: the conversation so far. Its latest message is not about danger, and has begun no form.
    """
    position = last_message(events)
    if position is None:
        return []
    message: UserUttered = events[position]  # type: ignore[assignment]
    text, choices, asked = message.text or "", project_choices(), question_before(events)
    if asked and choices.chosen(text, ["cancel"]):
        return [LEAVE]
    if asked and _fits(asked, text, message.intent_name):
        return [FORM]
    if choices.asks_to_begin(text):
        return [FORM]
    if not _was_offered(events[:position], choices.title("start")):
        return [OFFER] if _is_contact(text, message.intent_name) else []
    if choices.declines(text) or choices.gives_up(text):
        return [DECLINED]
    wants_it_done = message.intent_name == REQUEST and _asks_to_do_it(bare(text))
    return [FORM] if wants_it_done or choices.says_no_email(text) or _accepts(text, message.intent_name) else []


def next_action(
    since: Sequence[Event],
    answer: Sequence[str],
    is_about_danger: bool,
    line_of_help: Sequence[str],
    continues: bool = False,
) -> str:
    """Return the next action of a turn that concerns the form.

    Args:
        since: the latest message and the events after it.
        answer: what would answer the message if there were no form.
        is_about_danger: whether that answer is the help for danger or despair.
        line_of_help: what is said beside anything else, if the message may be about danger.
        continues: whether the form continues after help, because the message answers what is safe.
    """
    if is_about_danger:
        steps = [*answer, FORM if continues else PAUSE]
    elif any(isinstance(event, ActionExecutionRejected) for event in since):
        steps = [*answer, FORM]
    else:
        # A form that said nothing has met no action server: the turn is then not stored, and can be taken again.
        has_spoken = any(isinstance(event, BotUttered) for event in since)
        steps = [FORM, *_after_form(since), *(line_of_help if has_spoken else ())]
    played = sum(isinstance(event, ActionExecuted) for event in since)
    return steps[played] if played < len(steps) else ACTION_LISTEN_NAME


def _after_form(since: Sequence[Event]) -> list[str]:
    """Return what follows the family's decision; nothing while the form is active."""
    if ActiveLoop(None) not in since:
        return []
    decisions = [event.value for event in since if isinstance(event, SlotSet) and event.key == DECISION]
    return [AFTER_DECISION[decision] for decision in decisions[:1] if decision in AFTER_DECISION]


def _is_contact(text: str, intent: str | None) -> bool:
    """Whether a message is a phone number or an email address and little else: somebody wants to be answered there."""
    if intent not in NOT_UNDERSTOOD or len(words_of(text)) > LONGEST_CONTACT:
        return False
    return not {detail.kind for detail in find_details(text)}.isdisjoint(("email", "phone"))


def _asks_to_do_it(text: str) -> bool:
    done = SENDING.search(text)
    return done is not None and RECIPIENT_OR_MESSAGE.search(text, done.end()) is not None


def _accepts(text: str, intent: str | None) -> bool:
    words = set(words_of(text))
    if "?" in text or len(words) > LONGEST_ACCEPTING or not NOT_ACCEPTING.isdisjoint(words):
        return False
    says_yes = intent not in RETRIEVAL and (not YES.isdisjoint(words) or GO_ON.search(bare(text)) is not None)
    return says_yes or not (MESSAGE.isdisjoint(words) or (YES | DOING).isdisjoint(words))


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


def _was_offered(before: Sequence[Event], title: str) -> bool:
    """Whether what was said in the turn before had a button."""
    said = [event for event in before[last_message(before) or 0 :] if isinstance(event, BotUttered)]
    return any(button["title"] == title for event in said for button in event.data.get("buttons") or ())
