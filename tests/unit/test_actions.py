from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.base import Events, SafeAction
from actions.hand_off import ActionHandOff, ActionHandOffPutAway
from actions.tracker import Slot
from nscp.settings import PROJECT

TYPED = "a secret that must stay out of logs"


class HalfSaid(SafeAction):
    """Says something, then breaks on the family's own words."""

    reply_on_failure = "utter_hand_off_unavailable"

    def name(self) -> str:
        return "action_half_said"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        dispatcher.utter_message(response="utter_hand_off")
        raise RuntimeError(f"could not send {tracker.latest_message['text']!r}")


def run(action: SafeAction) -> list[str]:
    """Run an action as the action server does; the names of what it uttered."""
    tracker = Tracker.from_dict({"sender_id": "s", "latest_message": {"text": TYPED}, "slots": {}, "events": []})
    dispatcher = CollectingDispatcher()
    assert asyncio.run(action.run(dispatcher, tracker, {})) == []
    return [message["response"] for message in dispatcher.messages]


def test_the_hand_off_says_how_to_write_to_nscp() -> None:
    assert run(ActionHandOff()) == ["utter_hand_off_two_ways"]


def test_the_form_is_paused_and_what_it_asked_is_not_forgotten() -> None:
    slots = {Slot.REQUESTED: Slot.NAME}
    tracker = Tracker.from_dict({"sender_id": "s", "latest_message": {"text": "..."}, "slots": slots, "events": []})
    dispatcher = CollectingDispatcher()

    assert asyncio.run(ActionHandOffPutAway().run(dispatcher, tracker, {})) == [ActiveLoop(None)]
    assert dispatcher.messages == []


def test_an_error_becomes_a_plain_reply_and_no_log_quotes_the_family(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert run(HalfSaid()) == ["utter_hand_off_unavailable"]

    assert "action_half_said failed with RuntimeError" in caplog.text
    assert TYPED not in caplog.text


def test_the_action_server_finds_the_hand_off_and_not_the_base_class() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")

    assert "action_hand_off" in executor.actions


def test_actions_import_neither_rasa_nor_tensorflow() -> None:
    code = (
        "from rasa_sdk.executor import ActionExecutor; ActionExecutor().register_package('actions'); "
        "import sys, json; print(json.dumps(sorted(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )

    assert not {"rasa", "tensorflow", "sklearn", "onnxruntime"} & set(json.loads(found.stdout))
