"""Parses a message once, for its turn and for the check whether it is about danger, which cannot wait for the turn."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rasa.core.agent import Agent

from assistant.channel.parsing import Parsed, Parser, plain_danger
from assistant.channel.problems import Problem

logger = logging.getLogger(__name__)


class ParsedOnce:
    """Begins to parse when the first one asks; all get the same result."""

    def __init__(self, parser: Parser, agent: Agent, text: str, session: str) -> None:
        self._parser = parser
        self._agent = agent
        self._text = text
        self._only_if_plain = False
        self._session = session
        self._first_look: asyncio.Future[str | None] | None = None
        self._parsing: asyncio.Future[Parsed] | None = None

    def only_if_plain(self) -> None:
        """From now on find nothing in a text that does not speak plainly of danger, and spend nothing on it."""
        self._only_if_plain = True

    def begin(self) -> asyncio.Future[Parsed]:
        """The parse, under way or done. Await it by `get`: who is cancelled must not take it from the others."""
        if self._parsing is None:
            self._parsing = asyncio.ensure_future(self._parse(self.first_look()))
            self._parsing.add_done_callback(_log_failure)
        return self._parsing

    def first_look(self) -> asyncio.Future[str | None]:
        """The search for a reviewed phrase of danger, under way or done; after it `found` knows of plain danger."""
        if self._first_look is None:
            self._first_look = asyncio.ensure_future(self._parser.plain_topic(self._text, self._session))
        return self._first_look

    async def get(self) -> Parsed:
        """What the pipeline found; raises what the pipeline raised."""
        return await asyncio.shield(self.begin())

    async def _parse(self, first_look: asyncio.Future[str | None]) -> Parsed:
        topic = await first_look
        if self._only_if_plain and topic is None:
            return {}
        try:
            return await self._parser.parse(self._agent, self._text, self._session)
        except Problem:
            if topic is None:
                raise
            return plain_danger(self._text, topic)

    def found(self) -> Parsed:
        """What the pipeline found; while it is not done, or if it failed, what a reviewed phrase of danger says."""
        if self._parsing is not None and _is_there(self._parsing):
            return self._parsing.result()
        topic = self._first_look.result() if self._first_look is not None and _is_there(self._first_look) else None
        return plain_danger(self._text, topic) if topic else {}

    def drop(self) -> None:
        """Let go of a parse that nobody waits for; one that still waits for its thread is then never done."""
        for future in (self._parsing, self._first_look):
            if future is not None:
                future.cancel()


def _is_there(future: asyncio.Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _log_failure(parsing: asyncio.Future[Parsed]) -> None:
    error = None if parsing.cancelled() else parsing.exception()
    # The family is told of a problem; logging it would let anybody fill the log.
    if error is not None and not isinstance(error, Problem):
        logger.error("A message could not be parsed: %s.", type(error).__name__)
