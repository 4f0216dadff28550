"""Saves a family's message for NSCP: only once that is in the database are they told so."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_slots as slots
from actions.conversation import chat_of
from actions.hand_off_ceiling import CEILING
from actions.in_database import in_database
from actions.safe_action import Events, SafeAction
from console.handoffs import outbox


class SendHandOff(SafeAction):
    """Follows the form when the family chose to send. Done twice, it saves once."""

    reply_on_failure = "utter_hand_off_send_again"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hand_off_send"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Save, then say so; see `SafeAction.execute`."""
        return await send(dispatcher, tracker)


async def send(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Save the message that is being written; arguments and result as of `SafeAction.execute`."""
    chat, reference = chat_of(tracker), tracker.get_slot(slots.DRAFT)
    if reference and not await CEILING.lets_through(chat, reference):
        dispatcher.utter_message(response="utter_hand_off_too_many")
        return []  # it can still be sent later, or taken back
    if not reference or await in_database(outbox.save, chat, reference) is None:
        dispatcher.utter_message(response="utter_hand_off_lost")
        return slots.cleared()
    dispatcher.utter_message(response="utter_hand_off_saved", reference=reference)
    return [*slots.cleared(), SlotSet(slots.REFERENCE, reference)]
