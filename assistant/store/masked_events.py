"""Hides personal details in events before they are written. What the assistant says is left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, EntitiesAdded, Event, SlotSet, UserUttered

from nscp.masking import mask, mask_values

PERSONAL = "personal_"  # slots so named ask for personal details: the whole answer is hidden, whatever it looks like
FORM = "_form"  # how forms are named
HIDDEN = "[personal detail]"


def mask_events(events: Sequence[Event], requested_slot: str | None) -> None:
    """Hide details in what the family typed, in place: the conversation in memory is then the one that is stored.

    Args:
        events: new events, oldest first.
        requested_slot: slot that a form was asking for before the first of them.
    """
    for place, event in enumerate(events):
        if isinstance(event, UserUttered):
            is_personal = _asks_for_details(requested_slot) and _may_be_an_answer(events[place + 1 :])
            _mask_message(event, is_personal)
        elif isinstance(event, EntitiesAdded):
            event.entities = mask_values(event.entities)
        elif isinstance(event, SlotSet):
            if event.key == REQUESTED_SLOT:
                requested_slot = event.value
            else:
                event.value = HIDDEN if event.value and _asks_for_details(event.key) else mask_values(event.value)


def _may_be_an_answer(after: Sequence[Event]) -> bool:
    """False if the form did not take the message for one: a question in the middle, or a call for help."""
    if any(isinstance(event, SlotSet) and _asks_for_details(event.key) and event.value for event in after):
        return True
    done = (event for event in after if isinstance(event, (ActionExecuted, ActionExecutionRejected)))
    first = next(done, None)
    return first is None or (isinstance(first, ActionExecuted) and str(first.action_name).endswith(FORM))


def _asks_for_details(slot: str | None) -> bool:
    return bool(slot) and str(slot).startswith(PERSONAL)


def _mask_message(event: UserUttered, is_personal: bool) -> None:
    text = event.text or ""
    masked = HIDDEN if is_personal else mask(text)
    event.metadata = mask_values(event.metadata)
    if masked == text:
        return
    event.text = masked
    event.entities = []
    event.parse_data = {**_masked_parse(event.parse_data), "text": masked, "entities": []}


def _masked_parse(parsed: dict[str, Any]) -> dict[str, Any]:
    """What the pipeline found besides the text, with what some entries repeat of it hidden; its own names stay."""
    return {key: mask_values(value) for key, value in parsed.items() if key != "text"}
