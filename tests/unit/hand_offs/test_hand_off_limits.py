"""How many messages for NSCP a chat and a network address may send."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import base, hand_off, hand_off_form
from actions.hand_off_limits import MOST_PER_CHAT, HandOffLimits
from actions.tracker import Slot
from console.handoffs import drafts
from console.handoffs.drafts import Chat
from console.handoffs.models import HandOff, State
from nscp.client_address import current_address
from nscp.setting_values import SettingsError

pytestmark = pytest.mark.usefixtures("sqlite")
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
SAVED, TOO_MANY, ENOUGH = "utter_hand_off_saved", "utter_hand_off_too_many", "utter_hand_off_enough"


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[HandOffLimits]:
    """New counts of five messages an hour, and threads of the action server that end with the test."""
    limits = HandOffLimits("5/hour", "memory://")
    for module in (hand_off, hand_off_form):
        monkeypatch.setattr(module, "LIMITS", limits)
    with ThreadPoolExecutor(1, initializer=connections.close_all) as threads:
        monkeypatch.setattr(base, "database_threads", threads)
        yield limits
        threads.submit(connections.close_all).result()


def chat(number: int) -> Chat:
    return Chat(f"{number:032x}", "website")


def tracker(of: Chat, draft: str | None, *events: dict[str, object]) -> Tracker:
    typed = {"event": "user", "text": "Send my message", "input_channel": of.channel, "parse_data": {}}
    state = {"sender_id": of.sender_id, "latest_message": {}, "slots": {Slot.DRAFT: draft}, "events": [typed, *events]}
    return Tracker.from_dict(state)


def finished(of: Chat) -> Tracker:
    """A chat in which a message is ready."""
    return tracker(of, drafts.save(of, None, message="hello", reply_to="mum@example.org"))


def told(action: hand_off.ActionHandOffSend | hand_off_form.ValidateHandOffForm, at: Tracker, address: str = HERE) -> str:
    """What a family reads after an action."""

    async def run() -> None:
        current_address.set(address)
        await action.run(dispatcher, at, {})

    dispatcher = CollectingDispatcher()
    asyncio.run(run())
    return str(dispatcher.messages[-1]["response"]) if dispatcher.messages else ""


def send(at: Tracker, address: str = HERE) -> str:
    return told(hand_off.ActionHandOffSend(), at, address)


def begin(of: Chat, address: str = HERE) -> str:
    return told(hand_off_form.ValidateHandOffForm(), tracker(of, None, {"event": "active_loop"}), address)


def test_one_address_sends_five_messages_an_hour_and_others_go_on() -> None:
    assert [send(finished(chat(number))) for number in range(7)] == [SAVED] * 5 + [TOO_MANY] * 2
    assert send(finished(chat(8)), ELSEWHERE) == SAVED

    assert HandOff.objects.filter(state=State.SAVED).count() == 6
    assert HandOff.objects.filter(state=State.DRAFT).count() == 2  # which can still be sent


def test_one_chat_sends_three_messages_a_day_wherever_it_is() -> None:
    assert [send(finished(chat(1)), f"192.0.2.{number}") for number in range(4)] == [SAVED] * MOST_PER_CHAT + [TOO_MANY]

    HandOff.objects.update(saved_at=HandOff.objects.exclude(saved_at=None).first().saved_at - timedelta(days=1))
    assert send(finished(chat(1))) == SAVED


def test_a_message_that_is_one_too_many_is_not_even_begun() -> None:
    assert begin(chat(0)) == ""
    for number in range(5):
        send(finished(chat(number)))

    assert begin(chat(9)) == ENOUGH
    assert begin(chat(9), ELSEWHERE) == ""


def test_a_message_that_is_sent_again_counts_once() -> None:
    last = finished(chat(1))

    assert [send(last) for _ in range(9)] == [SAVED] * 9
    assert [send(finished(chat(1))) for _ in range(2)] == [SAVED] * 2
    assert send(last) == SAVED  # also now that the chat has sent all it may


def test_trying_again_at_once_does_not_help() -> None:
    ready = [finished(chat(number)) for number in range(6)]

    assert [send(each) for each in ready] == [SAVED] * 5 + [TOO_MANY]
    assert [send(ready[-1]) for _ in range(3)] == [TOO_MANY] * 3


def test_where_the_address_is_not_known_nobody_is_kept_from_nscp() -> None:
    assert [send(finished(chat(number)), "") for number in range(9)] == [SAVED] * 9


def test_counts_that_cannot_be_reached_keep_nobody_from_nscp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_off, "LIMITS", HandOffLimits("5/hour", "redis://127.0.0.1:9"))

    assert send(finished(chat(1))) == SAVED


def test_a_storage_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match="NSCP_RATE_STORAGE"):
        HandOffLimits("5/hour", "carrier-pigeon://")
