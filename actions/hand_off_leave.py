"""Takes back a message that a family does not want to send."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_slots as slots
from actions.conversation import chat_of
from actions.in_database import in_database
from actions.safe_action import Events, SafeAction
from console.handoffs import drafts


class LeaveHandOff(SafeAction):
    """Follows the form when the family chose not to send."""

    reply_on_failure = "utter_hand_off_unavailable"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hand_off_leave"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Remove what was written, and say so; see `SafeAction.execute`."""
        events = await forget(tracker)
        dispatcher.utter_message(response="utter_hand_off_left")
        return events


async def forget(tracker: Tracker) -> Events:
    """Remove what was written; the events that clear the slots."""
    reference = tracker.get_slot(slots.DRAFT)
    if reference:
        await in_database(drafts.forget, chat_of(tracker), reference)
    return [*slots.cleared(), SlotSet(slots.REQUESTED, None)]  # which waits while help is shown
