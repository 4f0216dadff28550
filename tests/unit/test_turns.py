from __future__ import annotations

import asyncio
import logging

import pytest
from rasa.core.channels.channel import UserMessage

from assistant.channel.turns import OnNewMessage, take_turn

TYPED = "a secret that must stay out of logs"


async def replying(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "An answer."})


async def silent(message: UserMessage) -> None:
    """Rasa's agent when an action server is down, or when no model is loaded."""


async def failing(message: UserMessage) -> None:
    await replying(message)
    raise ValueError(message.text)


async def hanging(message: UserMessage) -> None:
    await asyncio.Event().wait()


def turn(handler: OnNewMessage) -> bool:
    return asyncio.run(take_turn(handler, "sender", "id", TYPED, seconds=0.05))


def test_a_reply_is_noticed() -> None:
    assert turn(replying) is True


@pytest.mark.parametrize("handler", [silent, failing, hanging])
def test_a_failed_turn_is_noticed_and_logged_without_the_text(
    handler: OnNewMessage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert turn(handler) is False

    assert caplog.records
    assert TYPED not in caplog.text


def test_rasa_gets_our_ids_and_channel() -> None:
    seen: list[UserMessage] = []

    async def remember(message: UserMessage) -> None:
        seen.append(message)

    turn(remember)

    assert (seen[0].sender_id, seen[0].message_id, seen[0].input_channel) == ("sender", "id", "website")
