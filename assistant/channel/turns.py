"""One turn: a message goes to Rasa, and we learn what the store made of it.

Rasa's own REST channel answers a failed turn with an empty list and logs the message (rasa/core/channels/rest.py,
`rest.message.received.failure`). Here a failure is said, and a log line holds only the kind of error.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from assistant.channel import CHANNEL
from assistant.store.turn import SaveResult, Turn, current_turn

logger = logging.getLogger(__name__)

TRIES = 3  # another server can be faster once, hardly three times

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class WebsiteOutput(CollectingOutputChannel):
    """Takes the replies of one turn. What is sent to the family is read from the stored events."""

    @classmethod
    def name(cls) -> str:
        """The name that responses may carry as their `channel`."""
        return CHANNEL


async def take_turn(
    on_new_message: OnNewMessage,
    sender_id: str,
    message_id: str,
    text: str,
    parsed: dict[str, Any],
    last_event: int | None = None,
) -> Turn:
    """Hand one message to Rasa; again, if another server took a turn of the same conversation meanwhile.

    A turn that is cut short is not saved: Rasa saves a conversation only when the turn is complete
    (rasa/core/processor.py, `handle_message`).

    Args:
        on_new_message: the handler that Rasa gives to a channel.
        sender_id: the conversation.
        message_id: the message's id, kept with the message.
        text: cleaned text (see requests.py).
        parsed: what the pipeline found in it.
        last_event: id of the conversation's newest event, as just read; the store then need not look again.

    Returns:
        The turn; only one that is STORED or REPEATED has a reply.
    """
    turn = Turn()
    for known in (last_event, *[None] * (TRIES - 1)):
        turn = await _take_once(on_new_message, sender_id, message_id, text, parsed, known)
        if turn.outcome is not SaveResult.OVERTAKEN:
            break
    if turn.outcome not in (SaveResult.STORED, SaveResult.REPEATED):
        logger.error("A turn has no reply: %s.", turn.outcome.value)
    return turn


async def _take_once(
    on_new_message: OnNewMessage, sender_id: str, message_id: str, text: str, parsed: dict[str, Any], last_event: int | None
) -> Turn:
    turn = Turn(last_event)
    token = current_turn.set(turn)
    try:
        # The parse is copied because Rasa keeps it in the conversation, where the store hides details in it.
        message = UserMessage(
            text, WebsiteOutput(), sender_id, parse_data=dict(parsed), input_channel=CHANNEL, message_id=message_id
        )
        await on_new_message(message)
    except Exception as error:
        # The error's own words may quote the message, so only its kind is logged.
        logger.error("A turn failed with %s.", type(error).__name__)
        turn.outcome = SaveResult.FAILED
    finally:
        current_turn.reset(token)
    return turn
