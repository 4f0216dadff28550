"""Turns under way: each ends in time, and one that help does not wait for goes on by itself."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

from assistant.channel.from_memory import HELP_FIRST, safety_of
from assistant.channel.parsed_once import ParsedOnce
from assistant.channel.problems import RETRY_SECONDS, Problem

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

TURN_SECONDS = 10.0
HELP_SECONDS = 0.25  # that help waits for the turn: before the message is read, while it is read, and once more after


class UnderWay(Generic[Result]):
    """Begins turns and holds on to them; the event loop alone would let them be collected."""

    def __init__(self) -> None:
        self._turns: set[asyncio.Task[Result]] = set()

    def begin(self, turn: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Begin a turn. Whatever goes wrong in it, it ends with a `Problem`, also when nobody waits for it any more."""
        task = asyncio.ensure_future(_in_time(turn))
        self._turns.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Result]) -> None:
        self._turns.discard(task)
        if not task.cancelled():
            task.exception()  # asked for here, or asyncio complains where nobody waited


def help_by() -> float:
    """Until when help waits for a message to be read whose turn begins now, on the clock of `time.monotonic`."""
    return time.monotonic() + TURN_SECONDS + HELP_SECONDS


async def is_urgent(turn: asyncio.Task[Any], parse: ParsedOnce) -> bool:
    """Whether a message is about danger and its turn takes longer than help may wait for the store or for other messages."""
    await asyncio.wait({turn}, timeout=HELP_SECONDS)
    if turn.done():
        return False
    await asyncio.wait({turn, parse.first_look()}, return_when=asyncio.FIRST_COMPLETED)
    # If a reviewed phrase speaks of danger that is enough when the pipeline is busy with others.
    longest = HELP_SECONDS if safety_of(parse.found()) == HELP_FIRST else None
    await asyncio.wait({turn, parse.begin()}, timeout=longest, return_when=asyncio.FIRST_COMPLETED)
    if safety_of(parse.found()) != HELP_FIRST:
        return False
    await asyncio.wait({turn}, timeout=HELP_SECONDS)
    return not turn.done()


async def _in_time(turn: Coroutine[Any, Any, Result]) -> Result:
    try:
        return await asyncio.wait_for(turn, TURN_SECONDS)
    except Problem:
        raise
    except asyncio.TimeoutError as error:
        logger.error("A turn was stopped after %s seconds.", TURN_SECONDS)
        raise Problem("try-again", RETRY_SECONDS) from error
    except Exception as error:
        # The error's own words may quote the message, so only its kind is logged.
        logger.error("A message was not answered: %s.", type(error).__name__)
        raise Problem("try-again", RETRY_SECONDS) from None
