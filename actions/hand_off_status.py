"""Says what has become of the message that was taken in this chat."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_slots as slots
from actions.conversation import chat_of, latest_text
from actions.in_database import in_database
from actions.safe_action import Events, SafeAction
from console.handoffs import outbox
from console.handoffs.outbox import Fate
from nscp.hand_off_references import named_reference

REPLIES = {
    Fate.SAVED: "utter_hand_off_is_saved",
    Fate.LATE: "utter_hand_off_is_late",
    Fate.SENT: "utter_hand_off_is_sent",
    Fate.CLOSED: "utter_hand_off_is_closed",
}


class HandOffStatus(SafeAction):
    """Answers "has my message gone?". Only this chat's own message is known."""

    reply_on_failure = "utter_hand_off_unavailable"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hand_off_status"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say it; see `SafeAction.execute`."""
        typed = named_reference(latest_text(tracker))
        if typed and typed not in (tracker.get_slot(slots.REFERENCE), tracker.get_slot(slots.DRAFT)):
            dispatcher.utter_message(response="utter_hand_off_reference")
        else:
            await tell_status(dispatcher, tracker)
        return []


async def tell_status(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Say whether the message is still being written, saved, late, sent or closed; arguments as of `SafeAction.execute`."""
    if tracker.get_slot(slots.DRAFT):
        dispatcher.utter_message(response="utter_hand_off_not_sent_yet")
        return
    reference = tracker.get_slot(slots.REFERENCE)
    fate = await in_database(outbox.fate_of, chat_of(tracker), reference) if reference else None
    if fate is None:
        dispatcher.utter_message(response="utter_hand_off_none")
    else:
        dispatcher.utter_message(response=REPLIES[fate], reference=reference)
