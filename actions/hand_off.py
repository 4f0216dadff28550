"""The hand-off: how to reach the people at NSCP."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import SETTINGS
from actions import hand_off_slots as slots
from actions.conversation import last_question
from actions.hand_off_leave import forget
from actions.safe_action import Events, SafeAction


class HandOff(SafeAction):
    """Gives the two ways, or the address alone with words to copy if the assistant may not send messages."""

    reply_on_failure = "utter_hand_off_unavailable"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hand_off"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say how to reach NSCP; see `SafeAction.execute`."""
        if tracker.get_slot(slots.DECISION) == slots.ADDRESS:
            return await self._give_address_after_form(dispatcher, tracker)
        if SETTINGS.hand_off.send:
            dispatcher.utter_message(response="utter_hand_off_two_ways")
        else:
            dispatcher.utter_message(response="utter_hand_off")
            self._give_words(dispatcher, tracker)
        return []

    async def _give_address_after_form(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if tracker.get_slot(slots.DRAFT):
            dispatcher.utter_message(response="utter_hand_off_reply_unread")
        dispatcher.utter_message(response="utter_hand_off")
        return await forget(tracker)

    @staticmethod
    def _give_words(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        question = last_question(tracker)
        if question:
            dispatcher.utter_message(response="utter_hand_off_words", question=question)
        else:
            dispatcher.utter_message(response="utter_hand_off_words_without_question")
