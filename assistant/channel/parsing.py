"""Parses each message once, beside the server's event loop: short ones at once, long ones for a share of the time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple, TypeVar

from rasa.core.agent import Agent
from rasa.shared.nlu.constants import ENTITIES, INTENT, RESPONSE_SELECTOR, TEXT

from assistant.channel.fair_queue import FairQueue, QueueFull, Sender
from assistant.channel.problems import RETRY_SECONDS, Problem
from assistant.channel.requests import LONGEST_TEXT
from assistant.first_look import plain_topic
from nscp.client_address import current_address
from nscp.masking import mask

logger = logging.getLogger(__name__)

Parsed = dict[str, Any]
Result = TypeVar("Result")

HELP_FIRST, ANSWER_WITH_HELP, NO_DANGER = "help_first", "answer_with_help", "none"
SHORT = 1_000  # characters; nearly all messages are shorter, also stories
# Costs are counted in characters. A short message takes some 15 ms, a misspelt or long one up to 0.3 s, of which looking for
# plain danger is a tenth.
OF_A_MESSAGE = 200  # what a message costs beside its length
LOOKED_AT = 100  # characters that are looked at for plain danger for the cost of one that is parsed
# What waits is done before its turn is given up: some 250 short messages, eight of the longest.
MOST_SHORT, MOST_LONG = 60_000, 8 * (OF_A_MESSAGE + LONGEST_TEXT)
MOST_REFUSED = 20_000  # what waits of messages that are refused, to be looked at for plain danger: a hundred
REST = 2.0  # times what a long message took: while it is read all others are slowed, so a third of the time is the most


class Busy(Problem):
    """Too much is waiting to be parsed, most of it of this session or address."""

    def __init__(self) -> None:
        super().__init__("too-many", RETRY_SECONDS)


class Parse(NamedTuple):
    """What the pipeline found in a message, and of a long message the text with personal details hidden."""

    parsed: Parsed
    masked: str | None


class Parser:
    """Three threads, each with a fair queue: who sends much lets others go first.

    One is for long messages, so that short ones never wait for them. It masks them too, which costs a third of a parse,
    and comments. One looks at messages that are refused, a third of the time at most, whoever sends how many.
    """

    def __init__(self) -> None:
        self._short = FairQueue("parse-short", MOST_SHORT)
        self._long = FairQueue("parse-long", MOST_LONG, REST)
        self._refused = FairQueue("look-refused", MOST_REFUSED, REST)

    async def plain_topic(self, text: str, session: str = "") -> str | None:
        """Return the safety topic of which a cleaned text speaks in a reviewed phrase, or None.

        Raises:
            Busy: the text is long, and too many wait.
        """
        if len(text) <= SHORT:
            return plain_topic(text)
        return await _run(self._short, len(text) // LOOKED_AT, session, lambda: plain_topic(text))

    async def refused_topic(self, read: Callable[[], str], length: int, session: str = "") -> str | None:
        """Return the safety topic of a message that is refused, as `plain_topic`.

        Args:
            read: returns the text; called in the thread.
            length: of what it reads.
            session: "" for a stranger.

        Raises:
            Busy: too many wait.
        """
        return await _run(self._refused, length // LOOKED_AT, session, lambda: plain_topic(read()))

    async def parse(self, agent: Agent, text: str, session: str = "") -> Parse:
        """Return what the pipeline finds in a cleaned text.

        Raises:
            Busy: too many wait.
        """
        if len(text) <= SHORT:
            return await _run(self._short, len(text), session, lambda: Parse(finished(agent.parse_message(text)), None))
        return await _run(self._long, len(text), session, lambda: Parse(finished(agent.parse_message(text)), mask(text)))

    async def mask(self, text: str, session: str = "") -> str:
        """Return a text with personal details hidden. It waits among the long ones, since no answer waits for it.

        Raises:
            Busy: too many wait.
        """
        return await _run(self._long, len(text), session, lambda: mask(text))


class MessageParse:
    """The parse of one message, for its turn and for the check for danger, which cannot wait for the turn."""

    def __init__(self, parser: Parser, agent: Agent, text: str, session: str) -> None:
        self._parser = parser
        self._agent = agent
        self._text = text
        self._session = session
        self._only_if_plain = False
        self._first_look: asyncio.Future[str | None] | None = None
        self._parse: asyncio.Future[Parse] | None = None

    def only_if_plain(self, unless_short: bool) -> None:
        """From now on find nothing in a text that does not speak plainly of danger, and spend nothing on it.

        Args:
            unless_short: a short one is read all the same.
        """
        self._only_if_plain = not unless_short or len(self._text) > SHORT

    def start(self) -> asyncio.Future[Parse]:
        """Return the parse, running or done. Await it by `get`: who is cancelled must not take it from the others."""
        if self._parse is None:
            self._parse = asyncio.ensure_future(self._run(self.first_look()))
            self._parse.add_done_callback(_log_failure)
        return self._parse

    def first_look(self) -> asyncio.Future[str | None]:
        """Return the search for a reviewed phrase of danger, running or done; after it `so_far` knows of plain danger."""
        if self._first_look is None:
            self._first_look = asyncio.ensure_future(self._parser.plain_topic(self._text, self._session))
        return self._first_look

    async def get(self) -> Parse:
        """Return what the pipeline found; raise what it raised."""
        return await asyncio.shield(self.start())

    async def _run(self, first_look: asyncio.Future[str | None]) -> Parse:
        topic = await first_look
        if self._only_if_plain and topic is None:
            return Parse({}, None)
        return await self._parser.parse(self._agent, self._text, self._session)

    def so_far(self) -> Parsed:
        """Return what the pipeline found; while it runs, or if it failed, what a reviewed phrase of danger says."""
        if self._parse is not None and _has_result(self._parse):
            return self._parse.result().parsed
        topic = self._first_look.result() if self._first_look is not None and _has_result(self._first_look) else None
        return _plain_danger(self._text, topic) if topic else {}

    def cancel(self) -> None:
        """Drop a parse that nobody waits for; one that still waits for its thread is then never done."""
        for future in (self._parse, self._first_look):
            if future is not None:
                future.cancel()


def safety_of(parsed: Parsed) -> str:
    """Return the safety outcome of a message: `help_first`, `answer_with_help` or `none`."""
    return str(parsed.get("safety", {}).get("outcome", NO_DANGER))


async def _run(queue: FairQueue, characters: int, session: str, do: Callable[[], Result]) -> Result:
    try:
        return await queue.run(Sender(current_address.get(), session), OF_A_MESSAGE + characters, do)
    except QueueFull as error:
        raise Busy from error


def _plain_danger(text: str, topic: str) -> Parsed:
    """Return what a pipeline would find at least in a text that speaks plainly of a safety topic: its general text leads."""
    return {
        TEXT: text,
        INTENT: {"name": topic, "confidence": 1.0},
        ENTITIES: [],
        "safety": {"outcome": HELP_FIRST, "topic": topic},
        RESPONSE_SELECTOR: {"reply_plan": [f"utter_{topic}"]},
    }


def finished(parse: Coroutine[Any, Any, Parsed]) -> Parsed:
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


def _has_result(future: asyncio.Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _log_failure(parse: asyncio.Future[Parse]) -> None:
    error = None if parse.cancelled() else parse.exception()
    # The family is told of a problem; logging it would let anybody fill the log.
    if error is not None and not isinstance(error, Problem):
        logger.error("A message could not be parsed: %s.", type(error).__name__)
