"""The form is put away while help is shown, and remembers its question."""

from __future__ import annotations

import asyncio

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_slots as slots
from actions.hand_off_put_away import PutAwayHandOff


def test_the_form_is_put_away_and_what_it_asked_is_not_forgotten() -> None:
    tracker = Tracker.from_dict(
        {"sender_id": "s", "latest_message": {"text": "..."}, "slots": {slots.REQUESTED: slots.NAME}, "events": []}
    )
    dispatcher = CollectingDispatcher()

    assert asyncio.run(PutAwayHandOff().run(dispatcher, tracker, {})) == [ActiveLoop(None)]
    assert dispatcher.messages == []
