"""The form that takes a message for NSCP: makes something of each answer, and keeps it in the encrypted draft.

Rasa asks this action after each message while the form is active, also when the form begins and when it comes back after a
question in the middle (rasa/core/actions/forms.py). An answer sets a slot; where none is set, Rasa takes the message for
something else, answers that, and asks again.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import SETTINGS
from actions import hand_off_slots as slots
from actions.choices import CHOICES
from actions.conversation import ON_A_TOPIC, chat_of, is_question, last_question, latest_intent, latest_text, since_message
from actions.hand_off_ask_reply import asks_for_phone, given_addresses
from actions.hand_off_ceiling import CEILING
from actions.in_database import in_database
from actions.reply_address import MISSING, read_reply_address
from actions.safe_action import Events, SafeAction
from console.handoffs import drafts

FORM = "hand_off_form"
MOST_TRIES = 3  # at the question how to reply; then the family gets the address
# What interrupts the form; anything else is an answer, if a strange one.
SOMETHING_ELSE = frozenset({
    "faq", "gap", "bot_challenge", "other_language", "data_request", "grief_upset", "complaint_or_anger", "handoff_status",
})  # fmt: skip
ABOUT_DANGER = frozenset({"immediate_danger", "self_harm_distress"})
BUTTONS_THAT_BEGIN = frozenset({"handoff_start", "handoff_resume"})
CAN_PHONE = "utter_hand_off_can_phone"
FIELDS = {slots.NAME: "name", slots.SAFE_TIME: "safe_time"}  # optional answers, taken as they are
CHANGES = {
    "change_message": slots.MESSAGE,
    "change_reply": slots.REPLY,
    "change_name": slots.NAME,
    "change_safe_time": slots.SAFE_TIME,
}


class ValidateHandOffForm(SafeAction):
    """Takes each answer."""

    reply_on_failure = "utter_hand_off_unavailable"

    def name(self) -> str:
        """The name under which Rasa looks for the form's own checks."""
        return f"validate_{FORM}"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Take the latest message as an answer, if it is one; see `SafeAction.execute`."""
        since = since_message(tracker)
        if any(event["event"] == "active_loop" for event in since):
            return await self._begin(dispatcher, tracker)
        asked = tracker.get_slot(slots.REQUESTED)
        has_answered = any(event["event"] == "action" and event["name"] != FORM for event in since)
        # What is said about safety is an answer here, even if help was shown first (assistant/policies/hand_off_turn.py).
        is_safe_time = asked == slots.SAFE_TIME and latest_intent(tracker) in ABOUT_DANGER
        if asked is None or (has_answered and not is_safe_time):
            return []  # the form comes back after an answer to something else, and only asks again
        return await self._answer(dispatcher, tracker, asked)

    def after_failure(self, tracker: Tracker) -> Events:
        """The form asks the same again: without an event, Rasa would take the answer for something else."""
        return _ask_again(tracker)

    async def _begin(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if not SETTINGS.hand_off.send:
            return slots.ended(slots.ADDRESS)
        draft = tracker.get_slot(slots.DRAFT)
        if not draft and await CEILING.is_reached(chat_of(tracker)):
            dispatcher.utter_message(response="utter_hand_off_enough")  # before they type it all
            return [*slots.cleared(), SlotSet(slots.REQUESTED, None)]
        if draft and await in_database(drafts.read, chat_of(tracker), draft) is None:
            dispatcher.utter_message(response="utter_hand_off_start_again")
            return slots.cleared()
        begun = [SlotSet(slots.DECISION, None), SlotSet(slots.TRIES, 0)]
        if latest_intent(tracker) in BUTTONS_THAT_BEGIN:
            return begun
        return [*begun, *await self._go_on(dispatcher, tracker)]

    async def _go_on(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Take what was typed instead of a button (assistant/policies/hand_off_turn.py, `steps_outside`): an answer to the
        question that waited while help was shown, or to the offer. What would send only shows the summary again.
        """
        waited_for, text = tracker.get_slot(slots.REQUESTED), latest_text(tracker)
        if waited_for == slots.DECISION:
            change = CHOICES.chosen(text, list(CHANGES))
            return [SlotSet(CHANGES[change], None)] if change else []
        if waited_for not in (None, slots.MESSAGE):
            return await self._answer(dispatcher, tracker, waited_for)
        if not CHOICES.says_no_email(text):
            return []
        dispatcher.utter_message(response=CAN_PHONE)
        return [SlotSet(slots.REQUESTED, slots.REPLY)]

    async def _answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str) -> Events:
        text = latest_text(tracker)
        if CHOICES.chosen(text, ["cancel"]) or (asked not in FIELDS and CHOICES.is_no_thanks(text)):
            return slots.ended(slots.LEAVE)
        if asked == slots.MESSAGE:
            return await self._take_message(dispatcher, tracker, text)
        if asked == slots.REPLY:
            return await self._take_reply(dispatcher, tracker, text)
        if asked in FIELDS:
            return await self._take_optional(dispatcher, tracker, asked, text)
        return self._decide(dispatcher, tracker, text)

    async def _take_message(self, dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events:
        question = last_question(tracker)
        if question and CHOICES.chosen(text, ["pass_on"]):
            text = question
        elif CHOICES.is_button(text):
            return _ask_again(tracker)
        return await self._keep(dispatcher, tracker, slots.MESSAGE, slots.GIVEN, message=text)

    async def _take_reply(self, dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events:
        found = read_reply_address(text)
        chosen = CHOICES.chosen(text, ["use_given", "another"])
        given = await given_addresses(tracker) if chosen else ()
        addresses = given if chosen == "use_given" else found.addresses
        if addresses:
            reply_to = ", ".join(addresses)
            kept = await self._keep(dispatcher, tracker, slots.REPLY, slots.GIVEN, reply_to=reply_to, reply_note=found.note)
            return [*kept, SlotSet(slots.TRIES, 0)]
        if CHOICES.is_button(text) or given:
            return _ask_again(tracker)
        has_no_email = CHOICES.says_no_email(text)
        if has_no_email and not asks_for_phone(tracker):
            dispatcher.utter_message(response=CAN_PHONE)
            return _ask_again(tracker)
        is_topic = latest_intent(tracker) in ON_A_TOPIC and not is_question(text)  # "by post" asks nothing
        if found.problem == MISSING and not has_no_email and not is_topic and latest_intent(tracker) in SOMETHING_ELSE:
            return []
        tries = int(tracker.get_slot(slots.TRIES) or 0) + 1
        if tries >= MOST_TRIES:
            return slots.ended(slots.ADDRESS)
        dispatcher.utter_message(response=f"utter_hand_off_{found.problem}")
        return [SlotSet(slots.TRIES, tries)]

    async def _take_optional(self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, text: str) -> Events:
        if (
            CHOICES.chosen(text, ["skip"])
            or CHOICES.is_no_thanks(text)
            or (asked == slots.NAME and CHOICES.is_no_name(text))
        ):
            return await self._keep(dispatcher, tracker, asked, slots.SKIPPED, **{FIELDS[asked]: ""})
        if CHOICES.is_button(text):
            return _ask_again(tracker)
        if is_question(text) and (asked == slots.NAME or latest_intent(tracker) in SOMETHING_ELSE):
            return []
        return await self._keep(dispatcher, tracker, asked, slots.GIVEN, **{FIELDS[asked]: text})

    def _decide(self, dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events:
        chosen = CHOICES.chosen(text, ["send", "change", *CHANGES])
        if chosen == "send":
            return slots.ended(slots.SEND)
        if chosen in CHANGES:
            return [SlotSet(CHANGES[chosen], None)]
        if chosen is None and latest_intent(tracker) in SOMETHING_ELSE:
            return []
        if chosen is None and latest_intent(tracker) not in BUTTONS_THAT_BEGIN:
            dispatcher.utter_message(response="utter_hand_off_choose")
        return [SlotSet(slots.DECISION, None)]  # asked again, for "change" with what can be changed

    async def _keep(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, slot: str, value: str, **answers: str
    ) -> Events:
        draft = tracker.get_slot(slots.DRAFT)
        reference = await in_database(drafts.keep, chat_of(tracker), draft, **answers)
        kept = [SlotSet(slot, value), SlotSet(slots.DRAFT, reference)]
        if draft and reference != draft:  # left for too long: this answer is kept, the others are asked for again
            dispatcher.utter_message(response="utter_hand_off_start_again")
            return [*slots.cleared(), *kept]
        return kept


def _ask_again(tracker: Tracker) -> Events:
    """An event that changes nothing but keeps Rasa from looking for something to answer: for a second click, say."""
    return [SlotSet(slots.TRIES, tracker.get_slot(slots.TRIES))]
