"""The form's validation; no `FormValidationAction`, which would drop the draft's reference and the count of tries.

That class returns only events of the form's required slots (rasa_sdk/forms.py, `get_validation_events`). Here an answer goes
into the encrypted draft, its slot says only that it was given, and two further slots hold the reference and the count.

Rasa asks this action after each message while the form is active, also when the form begins and when it comes back after a
question in the middle (rasa/core/actions/forms.py). An answer sets a slot; where none is set, Rasa takes the message for
something else, answers that, and asks again.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import CHOICES, SETTINGS
from actions.base import Events, SafeAction, in_database
from actions.hand_off_limits import LIMITS
from actions.hand_off_questions import asks_for_phone, given_addresses
from actions.reply_address import MISSING, read_reply_address
from actions.tracker import (
    GIVEN,
    ON_A_TOPIC,
    SKIPPED,
    Decision,
    Slot,
    chat_of,
    cleared,
    is_question,
    last_question,
    latest_intent,
    latest_text,
    since_message,
)
from console.handoffs import drafts

FORM = "hand_off_form"
MOST_TRIES = 3  # unusable answers to the question how to reply; then the family gets the address
# Intents that interrupt the form; a message of any other intent is taken as an answer, however odd.
SOMETHING_ELSE = frozenset({
    "faq", "gap", "bot_challenge", "other_language", "data_request", "grief_upset", "complaint_or_anger", "handoff_status",
})  # fmt: skip
ABOUT_DANGER = frozenset({"immediate_danger", "self_harm_distress"})
BUTTONS_THAT_BEGIN = frozenset({"handoff_start", "handoff_resume"})
CAN_PHONE = "utter_hand_off_can_phone"
FIELDS = {Slot.NAME: "name", Slot.SAFE_TIME: "safe_time"}  # optional answers, stored as they are typed
CHANGES = {
    "change_message": Slot.MESSAGE,
    "change_reply": Slot.REPLY,
    "change_name": Slot.NAME,
    "change_safe_time": Slot.SAFE_TIME,
}


class ValidateHandOffForm(SafeAction):
    """Takes the latest message as an answer, if it is one."""

    def name(self) -> str:
        return f"validate_{FORM}"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        since = since_message(tracker)
        if any(event["event"] == "active_loop" for event in since):
            return await self._begin(dispatcher, tracker)
        asked = tracker.get_slot(Slot.REQUESTED)
        has_answered = any(event["event"] == "action" and event["name"] != FORM for event in since)
        # What is said about safety is an answer here, even if help was shown first (assistant/policies/hand_off.py).
        is_safe_time = asked == Slot.SAFE_TIME and latest_intent(tracker) in ABOUT_DANGER
        if asked is None or (has_answered and not is_safe_time):
            return []  # the form comes back after an answer to something else, and only asks again
        return await self._answer(dispatcher, tracker, asked)

    def after_failure(self, tracker: Tracker) -> Events:
        """Ask the same again: without an event, Rasa would take the answer for something else."""
        return _ask_again(tracker)

    async def _begin(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if not SETTINGS.hand_off.send:
            return _ended(Decision.ADDRESS)
        draft = tracker.get_slot(Slot.DRAFT)
        if not draft and await LIMITS.are_reached(chat_of(tracker)):
            dispatcher.utter_message(response="utter_hand_off_enough")  # before they type it all
            return [*cleared(), SlotSet(Slot.REQUESTED, None)]
        if draft and await in_database(drafts.read, chat_of(tracker), draft) is None:
            dispatcher.utter_message(response="utter_hand_off_start_again")
            return cleared()
        begun = [SlotSet(Slot.DECISION, None), SlotSet(Slot.TRIES, 0)]
        if latest_intent(tracker) in BUTTONS_THAT_BEGIN:
            return begun
        return [*begun, *await self._resume(dispatcher, tracker)]

    async def _resume(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Take what was typed instead of a button (assistant/policies/hand_off.py, `steps_outside`): an answer to the
        question that waited while help was shown, or to the offer. What would send only shows the summary again.
        """
        waited_for, text = tracker.get_slot(Slot.REQUESTED), latest_text(tracker)
        if waited_for == Slot.DECISION:
            change = CHOICES.chosen(text, list(CHANGES))
            return [SlotSet(CHANGES[change], None)] if change else []
        if waited_for not in (None, Slot.MESSAGE):
            return await self._answer(dispatcher, tracker, waited_for)
        if not CHOICES.says_no_email(text):
            return []
        dispatcher.utter_message(response=CAN_PHONE)
        return [SlotSet(Slot.REQUESTED, Slot.REPLY)]

    async def _answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str) -> Events:
        text = latest_text(tracker)
        if CHOICES.chosen(text, ["cancel"]) or (asked not in FIELDS and CHOICES.is_no_thanks(text)):
            return _ended(Decision.LEAVE)
        if asked in (Slot.REPLY, Slot.DECISION) and CHOICES.gives_up(text):
            return _ended(Decision.LEAVE)
        if asked == Slot.MESSAGE:
            return await self._take_message(dispatcher, tracker, text)
        if asked == Slot.REPLY:
            return await self._take_reply(dispatcher, tracker, text)
        if asked in FIELDS:
            return await self._take_optional(dispatcher, tracker, asked, text)
        return self._decide(dispatcher, tracker, text)

    async def _take_message(self, dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events:
        question = last_question(tracker)
        if question and CHOICES.chosen(text, ["pass_on"]):
            text = question
        elif CHOICES.is_button(text) or CHOICES.asks_to_begin(text):
            return _ask_again(tracker)
        return await self._store(dispatcher, tracker, Slot.MESSAGE, GIVEN, message=text)

    async def _take_reply(self, dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events:
        found = read_reply_address(text)
        chosen = CHOICES.chosen(text, ["use_given", "another"])
        given = await given_addresses(tracker) if chosen else ()
        addresses = given if chosen == "use_given" else found.addresses
        if addresses:
            reply_to = ", ".join(addresses)
            stored = await self._store(dispatcher, tracker, Slot.REPLY, GIVEN, reply_to=reply_to, reply_note=found.note)
            return [*stored, SlotSet(Slot.TRIES, 0)]
        if CHOICES.is_button(text) or given:
            return _ask_again(tracker)
        has_no_email = CHOICES.says_no_email(text)
        if has_no_email and not asks_for_phone(tracker):
            dispatcher.utter_message(response=CAN_PHONE)
            return _ask_again(tracker)
        is_topic = latest_intent(tracker) in ON_A_TOPIC and not is_question(text)  # "by post" asks nothing
        if found.problem == MISSING and not has_no_email and not is_topic and latest_intent(tracker) in SOMETHING_ELSE:
            return []
        tries = int(tracker.get_slot(Slot.TRIES) or 0) + 1
        if tries >= MOST_TRIES:
            return _ended(Decision.ADDRESS)
        dispatcher.utter_message(response=f"utter_hand_off_{found.problem}")
        return [SlotSet(Slot.TRIES, tries)]

    async def _take_optional(self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, text: str) -> Events:
        if CHOICES.chosen(text, ["skip"]) or CHOICES.is_no_thanks(text) or (asked == Slot.NAME and CHOICES.is_no_name(text)):
            return await self._store(dispatcher, tracker, asked, SKIPPED, **{FIELDS[asked]: ""})
        if CHOICES.is_button(text):
            return _ask_again(tracker)
        if is_question(text) and (asked == Slot.NAME or latest_intent(tracker) in SOMETHING_ELSE):
            return []
        return await self._store(dispatcher, tracker, asked, GIVEN, **{FIELDS[asked]: text})

    def _decide(self, dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events:
        chosen = CHOICES.chosen(text, ["send", "change", *CHANGES]) or ("change" if CHOICES.finds_wrong(text) else None)
        if chosen == "send":
            return _ended(Decision.SEND)
        if chosen in CHANGES:
            return [SlotSet(CHANGES[chosen], None)]
        if chosen is None and latest_intent(tracker) in SOMETHING_ELSE:
            return []
        if chosen is None and latest_intent(tracker) not in BUTTONS_THAT_BEGIN:
            dispatcher.utter_message(response="utter_hand_off_choose")
        return [SlotSet(Slot.DECISION, None)]  # asked again, for "change" with what can be changed

    async def _store(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, slot: str, value: str, **answers: str
    ) -> Events:
        draft = tracker.get_slot(Slot.DRAFT)
        reference = await in_database(drafts.save, chat_of(tracker), draft, **answers)
        stored = [SlotSet(slot, value), SlotSet(Slot.DRAFT, reference)]
        if draft and reference != draft:  # the old draft has expired: all answers but this one are asked for again
            dispatcher.utter_message(response="utter_hand_off_start_again")
            return [*cleared(), *stored]
        return stored


def _ended(decision: str) -> Events:
    """Return the events that end the form; assistant/policies/hand_off.py says what follows."""
    return [SlotSet(Slot.DECISION, decision), SlotSet(Slot.REQUESTED, None)]


def _ask_again(tracker: Tracker) -> Events:
    """Return an event that changes nothing but keeps Rasa from looking for something to answer: for a second click, say."""
    return [SlotSet(Slot.TRIES, tracker.get_slot(Slot.TRIES))]
