"""Events as rows of Rasa's table, and back."""

from __future__ import annotations

import json
from typing import Any

from rasa.shared.core.events import Event


def as_row(sender_id: str, data: dict[str, Any]) -> dict[str, Any]:
    """The columns that Rasa's SQLTrackerStore fills (rasa/core/tracker_store.py, `save`).

    Args:
        sender_id: the conversation.
        data: the event, as `Event.as_dict` gives it.
    """
    return {
        "sender_id": sender_id,
        "type_name": data["event"],
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def as_event(data: str) -> Event:
    """An event from the `data` column.

    Raises:
        ValueError: there is no such kind of event.
    """
    event = Event.from_parameters(json.loads(data))
    if event is None:
        raise ValueError("a stored event is of a kind that this version of Rasa does not know")
    return event
