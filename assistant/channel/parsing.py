"""Parses messages beside the server's event loop: the sentence encoder frees Python while it computes."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.core.agent import Agent

from assistant.first_look import says_plainly

Parsed = dict[str, Any]


SHORT = 500  # characters; nine messages of ten are shorter


class Parser:
    """Threads that parse one message after another, while the loop takes the turns of others.

    What speaks plainly of danger has one of its own, and so have long messages: neither danger nor a short message waits for
    them.
    """

    def __init__(self) -> None:
        """Set up."""
        self._look, self._urgent, self._short, self._long = (
            ThreadPoolExecutor(1, thread_name_prefix=f"parse-{lane}") for lane in ("look", "urgent", "short", "long")
        )

    async def says_plainly(self, text: str) -> bool:
        """Whether a text speaks of danger or despair in a reviewed phrase."""
        if len(text) <= SHORT:
            return says_plainly(text)
        return await asyncio.get_running_loop().run_in_executor(self._look, says_plainly, text)

    async def parse(self, agent: Agent, text: str) -> Parsed:
        """What the pipeline finds in a text.

        Args:
            agent: Rasa's agent, with a model.
            text: cleaned text (see typed_text.py).
        """
        lane = self._short if len(text) <= SHORT else self._long
        lane = self._urgent if await self.says_plainly(text) else lane
        return await asyncio.get_running_loop().run_in_executor(lane, _finished, agent.parse_message(text))


def _finished(parse: Coroutine[Any, Any, Parsed]) -> Parsed:
    """Run Rasa's parse to its end. It is a coroutine, but waits for nothing unless NLU runs on another server
    (rasa/core/processor.py, `parse_message`), so it needs no event loop.
    """
    try:
        parse.send(None)
    except StopIteration as end:
        parsed: Parsed = end.value
        return parsed
    parse.close()
    raise RuntimeError("Rasa's parse waited for something; NLU on another server is not supported")
