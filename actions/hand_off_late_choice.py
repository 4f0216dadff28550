"""A button of the form that is pressed when the form is over: a second click, or one after help was needed."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_slots as slots
from actions.choices import CHOICES
from actions.conversation import latest_text
from actions.hand_off_leave import LeaveHandOff
from actions.hand_off_send import send
from actions.hand_off_status import tell_status
from actions.safe_action import Events, SafeAction


class LateChoice(SafeAction):
    """Tries once more to send what could not be saved before, or to take it back; else says how things stand."""

    reply_on_failure = "utter_hand_off_send_again"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hand_off_late_choice"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Do what still makes sense; see `SafeAction.execute`."""
        chosen = CHOICES.chosen(latest_text(tracker), ["send", "cancel"])
        is_written = bool(tracker.get_slot(slots.DRAFT))
        # Only after the family had seen the summary and chosen to send: after help, the summary comes first again.
        if chosen == "send" and is_written and tracker.get_slot(slots.DECISION) == slots.SEND:
            return await send(dispatcher, tracker)
        if chosen == "cancel" and is_written:
            return await LeaveHandOff().execute(dispatcher, tracker, domain)
        await tell_status(dispatcher, tracker)
        return []
