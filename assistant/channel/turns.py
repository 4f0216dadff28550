"""One turn: a message goes to Rasa, we learn what the store made of it, and help does not wait for it.

Rasa's own REST channel answers a failed turn with an empty list and logs the message (rasa/core/channels/rest.py,
`rest.message.received.failure`). Here a failure is said, and a log line holds only the kind of error.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Generic, TypeVar

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from assistant.channel import CHANNEL
from assistant.channel.parsing import HELP_FIRST, MessageParse, Parse, safety_of
from assistant.channel.problems import RETRY_SECONDS, Problem
from assistant.store.turn import SaveResult, Turn, current_turn

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]

TRIES = 3  # another server can be faster once, hardly three times
TURN_SECONDS = 10.0
HELP_SECONDS = 0.25  # that help waits for the turn: before the message is looked at, and once more when danger is known


class WebsiteOutput(CollectingOutputChannel):
    """Takes the replies of one turn. What is sent to the family is read from the stored events."""

    @classmethod
    def name(cls) -> str:
        """Return the name that responses may carry as their `channel`."""
        return CHANNEL


class RunningTurns(Generic[Result]):
    """Starts turns, ends each in time, and holds on to them; the event loop alone would let them be collected."""

    def __init__(self) -> None:
        self._turns: set[asyncio.Task[Result]] = set()

    def start(self, turn: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Start a turn. Whatever goes wrong in it, it ends with a `Problem`, also when nobody waits for it any more."""
        task = asyncio.ensure_future(_in_time(turn))
        self._turns.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Result]) -> None:
        self._turns.discard(task)
        if not task.cancelled():
            task.exception()  # asked for here, or asyncio complains where nobody waited


def help_by() -> float:
    """Return until when help waits for a message to be read whose turn starts now, on the clock of `time.monotonic`."""
    return time.monotonic() + TURN_SECONDS + HELP_SECONDS


async def is_urgent(turn: asyncio.Task[Any], parse: MessageParse) -> bool:
    """Whether a message is about danger and its turn takes longer than help may wait for the store or for other messages."""
    await asyncio.wait({turn}, timeout=HELP_SECONDS)
    if turn.done():
        return False
    await asyncio.wait({turn, parse.first_look()}, return_when=asyncio.FIRST_COMPLETED)
    if safety_of(parse.so_far()) != HELP_FIRST:  # no reviewed phrase, so only the pipeline can tell
        await asyncio.wait({turn, parse.start()}, return_when=asyncio.FIRST_COMPLETED)
    if safety_of(parse.so_far()) != HELP_FIRST:
        return False
    await asyncio.wait({turn}, timeout=HELP_SECONDS)
    return not turn.done()


async def take_turn(
    on_new_message: OnNewMessage,
    sender_id: str,
    message_id: str,
    text: str,
    parse: Parse,
    last_event: int | None = None,
    metadata: dict[str, Any] | None = None,
) -> Turn:
    """Hand one message to Rasa; again, if another server took a turn of the same conversation meanwhile.

    A turn that is cut short is not saved: Rasa saves a conversation only when the turn is complete
    (rasa/core/processor.py, `handle_message`).

    Args:
        on_new_message: the handler that Rasa gives to a channel.
        sender_id: the conversation.
        message_id: the client's id, stored with the message.
        text: cleaned (see requests.py).
        parse: what the pipeline found in it.
        last_event: id of the conversation's newest event, as just read; the store then need not look again.
        metadata: stored with the message.

    Returns:
        The turn; only one that is STORED or REPEATED has a reply.
    """
    turn = Turn()
    for known in (last_event, *[None] * (TRIES - 1)):
        turn = Turn(known, {} if parse.masked is None else {text: parse.masked})
        # The parse is copied because Rasa keeps it in the conversation, where the store hides details in it.
        message = UserMessage(
            text,
            WebsiteOutput(),
            sender_id,
            parse_data=dict(parse.parsed),
            input_channel=CHANNEL,
            message_id=message_id,
            metadata=metadata,
        )
        await _take_once(on_new_message, message, turn)
        if turn.outcome is not SaveResult.OVERTAKEN:
            break
    if turn.outcome not in (SaveResult.STORED, SaveResult.REPEATED):
        logger.error("A turn has no reply: %s.", turn.outcome.value)
    return turn


async def _take_once(on_new_message: OnNewMessage, message: UserMessage, turn: Turn) -> None:
    token = current_turn.set(turn)
    try:
        await on_new_message(message)
    except Exception as error:
        # The error's own words may quote the message, so only its kind is logged.
        logger.error("A turn failed with %s.", type(error).__name__)
        turn.outcome = SaveResult.FAILED
    finally:
        current_turn.reset(token)


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
