from __future__ import annotations

import asyncio
import logging

import pytest
from rasa.core.channels.channel import UserMessage

from assistant.channel.parsing import Parse
from assistant.channel.turns import OnNewMessage, take_turn
from assistant.store.turn import SaveResult, Turn, current_turn

TYPED = "a secret that must stay out of logs"
PARSED = {"intent": {"name": "faq"}}


def ending(*outcomes: SaveResult) -> OnNewMessage:
    """Rasa with a store that ends one turn after another so."""
    left = list(outcomes)

    async def handle(_: UserMessage) -> None:
        turn = current_turn.get()
        assert turn is not None
        turn.outcome = left.pop(0)

    return handle


async def silent(_: UserMessage) -> None:
    """Rasa's agent when no model is loaded."""


async def failing(message: UserMessage) -> None:
    raise ValueError(message.text)


def turn(handler: OnNewMessage, masked: str | None = None) -> Turn:
    return asyncio.run(take_turn(handler, "sender", "id", TYPED, Parse(PARSED, masked)))


@pytest.mark.parametrize("outcome", [SaveResult.STORED, SaveResult.REPEATED])
def test_a_turn_ends_as_the_store_says(outcome: SaveResult) -> None:
    assert turn(ending(outcome)).outcome is outcome


def test_a_turn_that_another_server_overtook_is_taken_again() -> None:
    assert turn(ending(SaveResult.OVERTAKEN, SaveResult.OVERTAKEN, SaveResult.STORED)).outcome is SaveResult.STORED


def test_it_is_not_taken_again_for_ever() -> None:
    assert turn(ending(*[SaveResult.OVERTAKEN] * 3)).outcome is SaveResult.OVERTAKEN


@pytest.mark.parametrize("handler", [silent, failing, ending(SaveResult.FAILED), ending(SaveResult.UNANSWERED)])
def test_a_failed_turn_is_noticed_and_logged_without_the_text(
    handler: OnNewMessage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert turn(handler).outcome not in (SaveResult.STORED, SaveResult.REPEATED)

    assert caplog.records
    assert TYPED not in caplog.text


def test_rasa_gets_our_ids_channel_and_parse() -> None:
    seen: list[UserMessage] = []

    async def remember(message: UserMessage) -> None:
        seen.append(message)

    turn(remember)

    message = seen[0]
    assert (message.sender_id, message.message_id, message.input_channel) == ("sender", "id", "website")
    assert message.parse_data == PARSED


def test_the_store_learns_how_a_text_looks_that_is_masked_already() -> None:
    assert turn(ending(SaveResult.STORED), "[masked]").masked == {TYPED: "[masked]"}
    assert turn(ending(SaveResult.STORED)).masked == {}


def test_the_turn_is_over_when_it_has_ended() -> None:
    turn(ending(SaveResult.STORED))

    assert current_turn.get() is None
