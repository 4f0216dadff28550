"""The form is put away while help is shown, whatever fails."""

from __future__ import annotations

import asyncio

import pytest
from django.db import OperationalError
from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_slots as slots
from actions.hand_off_put_away import PutAwayHandOff


def test_the_form_is_put_away_even_if_the_answer_cannot_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr("actions.hand_off_put_away.drafts.change", fail)
    tracker = Tracker.from_dict(
        {
            "sender_id": "s",
            "latest_message": {"text": "not by phone, he listens"},
            "slots": {slots.REQUESTED: slots.SAFE_TIME, slots.DRAFT: "NSCP-AAAA-AAAA"},
            "events": [],
        }
    )
    dispatcher = CollectingDispatcher()

    assert asyncio.run(PutAwayHandOff().run(dispatcher, tracker, {})) == [ActiveLoop(None), SlotSet(slots.REQUESTED, None)]
    assert dispatcher.messages == []
