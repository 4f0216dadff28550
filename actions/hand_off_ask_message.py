"""Asks what to pass on, and offers the question just asked."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import last_question
from actions.safe_action import Events, SafeAction


class AskMessage(SafeAction):
    """Asked by the form for `hand_off_message`."""

    reply_on_failure = "utter_hand_off_ask_message"

    def name(self) -> str:
        """The name under which the form looks for it."""
        return "action_ask_hand_off_form_hand_off_message"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Ask; see `SafeAction.execute`."""
        question = last_question(tracker)
        if question:
            dispatcher.utter_message(response="utter_hand_off_ask_message_with_question", question=question)
        else:
            dispatcher.utter_message(response="utter_hand_off_ask_message")
        return []
