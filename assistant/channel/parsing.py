"""Parses messages beside the server's event loop: the sentence encoder frees Python while it computes."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.core.agent import Agent

Parsed = dict[str, Any]


class Parser:
    """One thread that parses one message after another, while the loop takes the turns of others."""

    def __init__(self) -> None:
        """Set up."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="parse")

    async def parse(self, agent: Agent, text: str) -> Parsed:
        """What the pipeline finds in a text.

        Args:
            agent: Rasa's agent, with a model.
            text: cleaned text (see typed_text.py).
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, _finished, agent.parse_message(text))


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
