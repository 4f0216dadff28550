"""Parses a message once, for its turn and for the check whether it is about danger, which cannot wait for the turn."""

from __future__ import annotations

import asyncio
import logging

from rasa.core.agent import Agent

from assistant.channel.parsing import Parsed, Parser
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
        self._parsing: asyncio.Future[Parsed] | None = None

    def only_if_plain(self) -> None:
        """From now on find nothing in a text that does not speak plainly of danger, and spend nothing on it."""
        self._only_if_plain = True

    def begin(self) -> asyncio.Future[Parsed]:
        """The parse, under way or done. Await it by `get`: who is cancelled must not take it from the others."""
        if self._parsing is None:
            self._parsing = asyncio.ensure_future(self._parse())
            self._parsing.add_done_callback(_log_failure)
        return self._parsing

    async def get(self) -> Parsed:
        """What the pipeline found; raises what the pipeline raised."""
        return await asyncio.shield(self.begin())

    async def _parse(self) -> Parsed:
        if self._only_if_plain and not await self._parser.says_plainly(self._text, self._session):
            return {}
        return await self._parser.parse(self._agent, self._text, self._session)

    def found(self) -> Parsed:
        """What the pipeline found; nothing while it is not done, or if it failed."""
        parsing = self._parsing
        is_there = parsing is not None and parsing.done() and not parsing.cancelled() and parsing.exception() is None
        return parsing.result() if parsing is not None and is_there else {}

    def drop(self) -> None:
        """Let go of a parse that nobody waits for; one that still waits for its thread is then never done."""
        if self._parsing is not None:
            self._parsing.cancel()


def _log_failure(parsing: asyncio.Future[Parsed]) -> None:
    error = None if parsing.cancelled() else parsing.exception()
    # The family is told of a problem; logging it would let anybody fill the log.
    if error is not None and not isinstance(error, Problem):
        logger.error("A message could not be parsed: %s.", type(error).__name__)
