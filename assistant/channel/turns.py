"""One turn: a message goes to Rasa, and we learn whether the family got a reply.

Rasa's own REST channel answers a failed turn with an empty list and logs the message (rasa/core/channels/rest.py,
`rest.message.received.failure`). Here a failure is said, and a log line holds only the kind of error.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from assistant.channel.names import CHANNEL

logger = logging.getLogger(__name__)

TURN_SECONDS = 10.0

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class WebsiteOutput(CollectingOutputChannel):
    """Collects the replies of one turn."""

    @classmethod
    def name(cls) -> str:
        """The name that responses may carry as their `channel`."""
        return CHANNEL


async def take_turn(
    on_new_message: OnNewMessage, sender_id: str, message_id: str, text: str, seconds: float = TURN_SECONDS
) -> bool:
    """Hand one message to Rasa.

    A turn that is cut short is not saved: Rasa saves a conversation only when the turn is complete
    (rasa/core/processor.py, `handle_message`).

    Args:
        on_new_message: the handler that Rasa gives to a channel.
        sender_id: the conversation.
        message_id: the message's id, kept with the message by Rasa.
        text: cleaned text (see typed_text.py).
        seconds: how long a turn may take.

    Returns:
        True when at least one reply was made and the turn ended well.
    """
    output = WebsiteOutput()
    message = UserMessage(text, output, sender_id, input_channel=CHANNEL, message_id=message_id)
    try:
        await asyncio.wait_for(on_new_message(message), seconds)
    except asyncio.TimeoutError:
        logger.error("A turn was stopped after %s seconds.", seconds)
        return False
    except Exception as error:
        # The error's own words may quote the message, so only its kind is logged.
        logger.error("A turn failed with %s.", type(error).__name__)
        return False
    if not output.messages:
        logger.error("A turn ended without a reply.")
        return False
    return True
