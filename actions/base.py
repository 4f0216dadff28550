"""The base of every action: an error is said to the family, and the database is used in threads."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]
Result = TypeVar("Result")

DATABASE_SECONDS = 6.0  # a turn may take 10 (assistant/channel/turns.py), and the family is to read why it failed
database_threads = ThreadPoolExecutor(4, thread_name_prefix="hand-offs")


class SafeAction(Action, ABC):
    """An action whose errors stay inside it.

    An exception that leaves `run` makes rasa_sdk send the whole conversation back in its error
    (rasa_sdk/endpoint.py, `exception_handler`), which Rasa then writes to its log, and the family reads nothing.

    Attributes:
        reply_on_failure: name of the response that is uttered instead; empty for none.
    """

    reply_on_failure = "utter_hand_off_unavailable"

    @abstractmethod
    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Do the work; in place of `run`, with the same arguments and result."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Do the work; if it fails, utter `reply_on_failure` and nothing else."""
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
        """Return the events of a failed run."""
        return []


async def in_database(work: Callable[..., Result], *arguments: Any, **named: Any) -> Result:
    """Do work in a thread, so that the event loop stays free.

    Raises:
        asyncio.TimeoutError: it took too long. It may still be done later, so it must be harmless to do it again.
    """
    running = asyncio.get_running_loop().run_in_executor(database_threads, partial(work, *arguments, **named))
    return await asyncio.wait_for(running, DATABASE_SECONDS)
