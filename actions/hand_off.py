"""The actions of the hand-off outside its form: offer it, send the message, take it back, say what became of it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import CHOICES, SETTINGS
from actions.base import Events, SafeAction, in_database
from actions.hand_off_limits import LIMITS
from actions.tracker import Decision, Slot, chat_of, cleared, last_question, latest_text
from console.handoffs import drafts, outbox
from console.handoffs.outbox import Fate
from nscp.hand_off import named_reference

STATUS = {
    Fate.SAVED: "utter_hand_off_is_saved",
    Fate.LATE: "utter_hand_off_is_late",
    Fate.SENT: "utter_hand_off_is_sent",
    Fate.CLOSED: "utter_hand_off_is_closed",
}


class ActionHandOff(SafeAction):
    """Gives the two ways to reach NSCP, or the address alone with words to copy if the assistant may not send messages."""

    def name(self) -> str:
        return "action_hand_off"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if tracker.get_slot(Slot.DECISION) == Decision.ADDRESS:
            if tracker.get_slot(Slot.DRAFT):
                dispatcher.utter_message(response="utter_hand_off_reply_unread")
            dispatcher.utter_message(response="utter_hand_off")
            return await forget(tracker)
        if SETTINGS.hand_off.send:
            dispatcher.utter_message(response="utter_hand_off_two_ways")
            return []
        dispatcher.utter_message(response="utter_hand_off")
        question = last_question(tracker)
        if question:
            dispatcher.utter_message(response="utter_hand_off_words", question=question)
        else:
            dispatcher.utter_message(response="utter_hand_off_words_without_question")
        return []


class ActionHandOffSend(SafeAction):
    """Follows the form when the family has chosen to send. Run twice, it saves once."""

    reply_on_failure = "utter_hand_off_send_again"

    def name(self) -> str:
        return "action_hand_off_send"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return await send(dispatcher, tracker)


class ActionHandOffLeave(SafeAction):
    """Follows the form when the family has chosen not to send."""

    def name(self) -> str:
        return "action_hand_off_leave"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return await leave(dispatcher, tracker)


class ActionHandOffPutAway(SafeAction):
    """Pauses the form after the help. What was asked stays in `requested_slot`, unlike with Rasa's action_deactivate_loop:
    an answer typed later still finds its question, and is hidden in the conversation if that asks for personal details.
    """

    reply_on_failure = ""

    def name(self) -> str:
        return "action_hand_off_put_away"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return [ActiveLoop(None)]


class ActionHandOffLateChoice(SafeAction):
    """Answers a button of the form that is pressed when the form is over: a second click, or one after help was needed."""

    reply_on_failure = "utter_hand_off_send_again"

    def name(self) -> str:
        return "action_hand_off_late_choice"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        chosen = CHOICES.chosen(latest_text(tracker), ["send", "cancel"])
        has_draft = bool(tracker.get_slot(Slot.DRAFT))
        # Only after the family had seen the summary and chosen to send: after help, the summary comes first again.
        if chosen == "send" and has_draft and tracker.get_slot(Slot.DECISION) == Decision.SEND:
            return await send(dispatcher, tracker)
        if chosen == "cancel" and has_draft:
            return await leave(dispatcher, tracker)
        await tell_status(dispatcher, tracker)
        return []


class ActionHandOffStatus(SafeAction):
    """Answers "has my message gone?". Only this chat's own message is known."""

    def name(self) -> str:
        return "action_hand_off_status"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        typed = named_reference(latest_text(tracker))
        if typed and typed not in (tracker.get_slot(Slot.REFERENCE), tracker.get_slot(Slot.DRAFT)):
            dispatcher.utter_message(response="utter_hand_off_reference")
        else:
            await tell_status(dispatcher, tracker)
        return []


async def send(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Save the draft for the mailer. The family is told so only once it is in the database."""
    chat, reference = chat_of(tracker), tracker.get_slot(Slot.DRAFT)
    if reference and not await LIMITS.allow(chat, reference):
        dispatcher.utter_message(response="utter_hand_off_too_many")
        return []  # it can still be sent later, or taken back
    if not reference or await in_database(outbox.save, chat, reference) is None:
        dispatcher.utter_message(response="utter_hand_off_lost")
        return cleared()
    dispatcher.utter_message(response="utter_hand_off_saved", reference=reference)
    return [*cleared(), SlotSet(Slot.REFERENCE, reference)]


async def leave(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Delete the draft, and say so."""
    events = await forget(tracker)
    dispatcher.utter_message(response="utter_hand_off_left")
    return events


async def forget(tracker: Tracker) -> Events:
    """Delete the draft; return the events that clear the slots."""
    reference = tracker.get_slot(Slot.DRAFT)
    if reference:
        await in_database(drafts.forget, chat_of(tracker), reference)
    return [*cleared(), SlotSet(Slot.REQUESTED, None)]  # which stays set while help is shown


async def tell_status(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Say whether the chat's message is still being written, saved, late, sent or closed."""
    if tracker.get_slot(Slot.DRAFT):
        dispatcher.utter_message(response="utter_hand_off_not_sent_yet")
        return
    reference = tracker.get_slot(Slot.REFERENCE)
    fate = await in_database(outbox.fate_of, chat_of(tracker), reference) if reference else None
    if fate is None:
        dispatcher.utter_message(response="utter_hand_off_none")
    else:
        dispatcher.utter_message(response=STATUS[fate], reference=reference)
