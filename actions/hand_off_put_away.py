"""Puts the form away while a family needs help: nothing is said, nothing is lost, and nothing is sent meanwhile."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop
from rasa_sdk.executor import CollectingDispatcher

from actions.safe_action import Events, SafeAction


class PutAwayHandOff(SafeAction):
    """Follows the help. What was asked stays in `requested_slot`, unlike with Rasa's action_deactivate_loop: an answer typed
    later still finds its question, and is hidden in the conversation if that asks for personal details.
    """

    reply_on_failure = ""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hand_off_put_away"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Put the form away; see `SafeAction.execute`."""
        return [ActiveLoop(None)]
