"""Puts the form away while a family needs help: nothing is said, nothing is lost, and nothing is sent meanwhile."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_slots as slots
from actions.conversation import latest_text
from actions.in_database import in_database
from actions.safe_action import Events, SafeAction
from console.handoffs import drafts


class PutAwayHandOff(SafeAction):
    """Follows the help. "It isn't safe to phone, he listens in" is help's business and an answer, so it is kept as one."""

    reply_on_failure = ""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hand_off_put_away"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Put the form away; see `SafeAction.execute`."""
        draft = tracker.get_slot(slots.DRAFT)
        if tracker.get_slot(slots.REQUESTED) == slots.SAFE_TIME and draft:
            await in_database(drafts.change, tracker.sender_id, draft, {"safe_time": latest_text(tracker)})
            return [SlotSet(slots.SAFE_TIME, slots.GIVEN), *_away()]
        return _away()

    def after_failure(self, tracker: Tracker) -> Events:
        """The form is put away all the same: what is said next to a call for help is no answer for NSCP."""
        return _away()


def _away() -> Events:
    return [ActiveLoop(None), SlotSet(slots.REQUESTED, None)]
