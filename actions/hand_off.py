"""The hand-off: how to reach the people at NSCP."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.safe_action import Events, SafeAction


class HandOff(SafeAction):
    """Gives the address, what to write and what to look out for. Nothing is sent."""

    reply_on_failure = "utter_hand_off_unavailable"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hand_off"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say how to write to NSCP; see `SafeAction.execute`."""
        dispatcher.utter_message(response="utter_hand_off")
        return []
