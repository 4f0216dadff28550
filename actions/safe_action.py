"""The base of every action: an error is said to the family and never leaves the action."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]


class SafeAction(Action, ABC):
    """Runs `execute` and catches what it raises.

    An exception that leaves `run` makes rasa-sdk send the whole conversation back in its error
    (rasa_sdk/endpoint.py, `exception_handler`), which Rasa then writes to its log, and the family reads nothing.

    Attributes:
        reply_on_failure: name of the response that is uttered instead; empty where something was said already.
    """

    reply_on_failure: str

    @abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    @abstractmethod
    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Do the work.

        Args:
            dispatcher: takes what is to be said.
            tracker: the conversation so far.
            domain: the assistant's domain.

        Returns:
            Events for the conversation.
        """

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Do the work; if it fails, say so and nothing else. Arguments and result as in `execute`."""
        try:
            return await self.execute(dispatcher, tracker, domain)
        except Exception as error:
            # The error's own words may quote the conversation, so only its kind is logged.
            logger.error("%s failed with %s.", self.name(), type(error).__name__)
            dispatcher.messages.clear()
            if self.reply_on_failure:
                dispatcher.utter_message(response=self.reply_on_failure)
            return self.after_failure(tracker)

    def after_failure(self, tracker: Tracker) -> Events:
        """Events for the conversation if the work failed; arguments and result as in `execute`."""
        return []
