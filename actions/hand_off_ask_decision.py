"""Shows the message as NSCP would get it, details hidden, and asks whether to send it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_slots as slots
from actions.choices import CHOICES
from actions.conversation import chat_of, latest_text, said_before
from actions.hand_off_summary import summary_of
from actions.in_database import in_database
from actions.safe_action import Events, SafeAction
from console.handoffs import drafts

SUMMARY = "utter_hand_off_summary"


class AskDecision(SafeAction):
    """Asked by the form for `hand_off_decision`."""

    reply_on_failure = "utter_hand_off_unavailable"

    def name(self) -> str:
        """The name under which the form looks for it."""
        return "action_ask_hand_off_form_hand_off_decision"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Show and ask; see `SafeAction.execute`."""
        details = await in_database(drafts.read, chat_of(tracker), tracker.get_slot(slots.DRAFT) or "")
        if details is None:
            dispatcher.utter_message(response="utter_hand_off_lost")
        elif CHOICES.chosen(latest_text(tracker), ["change"]):
            dispatcher.utter_message(response="utter_hand_off_change")
        elif SUMMARY in said_before(tracker):
            dispatcher.utter_message(response=f"{SUMMARY}_again")  # it stands just above
        else:
            dispatcher.utter_message(response=SUMMARY, **summary_of(details))
        return []
