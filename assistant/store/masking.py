"""Hides personal details in events before they are written.

What the assistant says is left as it is, but for what it shows of an address or number to its owner alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    BotUttered,
    EntitiesAdded,
    Event,
    SlotSet,
    UserUttered,
)

from nscp.hand_off import project_choices
from nscp.masking import mask, mask_values

PERSONAL = "personal_"  # slots so named ask for personal details: the whole answer is hidden, whatever it looks like
FORM = "_form"  # how forms are named
BUTTONS_THAT_BEGIN = ("handoff_start", "handoff_resume")  # intents: reviewed words, no answers
HAND_OFF = ("utter_hand_off_summary", "utter_hand_off_ask_given")  # show where NSCP may reply
HIDDEN = "[personal detail]"


def mask_events(events: Sequence[Event], requested_slot: str | None, known: Mapping[str, str]) -> None:
    """Hide details in what the family typed, in place: the conversation in memory is then the one that is stored.

    Args:
        events: new events, oldest first.
        requested_slot: slot that a form was asking for before the first of them.
        known: texts that were masked already -> what they become; masking the longest takes a tenth of a second.
    """
    for place, event in enumerate(events):
        if isinstance(event, UserUttered):
            asks = _asks_for_details(requested_slot) and event.intent_name not in BUTTONS_THAT_BEGIN
            _mask_message(event, asks and _may_be_an_answer(events[place + 1 :]), known)
        elif isinstance(event, BotUttered):
            if event.metadata.get("utter_action") in HAND_OFF:
                _hide_what_was_shown(event)
        elif isinstance(event, EntitiesAdded):
            event.entities = mask_values(event.entities)
        elif isinstance(event, SlotSet):
            if event.key == REQUESTED_SLOT:
                requested_slot = event.value
            else:
                event.value = HIDDEN if event.value and _asks_for_details(event.key) else mask_values(event.value)


def _may_be_an_answer(after: Sequence[Event]) -> bool:
    """Whether the form may have taken the message for one, and not for a question in the middle or a call for help."""
    if any(isinstance(event, SlotSet) and _asks_for_details(event.key) and event.value for event in after):
        return True
    done = (event for event in after if isinstance(event, (ActionExecuted, ActionExecutionRejected)))
    first = next(done, None)
    return first is None or (isinstance(first, ActionExecuted) and str(first.action_name).endswith(FORM))


def _asks_for_details(slot: str | None) -> bool:
    return bool(slot) and str(slot).startswith(PERSONAL)


def _mask_message(event: UserUttered, is_personal: bool, known: Mapping[str, str]) -> None:
    text = event.text or ""
    masked = known[text] if text in known else mask(text)
    if is_personal:
        masked = HIDDEN
    event.metadata = mask_values(event.metadata)
    if masked == text:
        return
    event.text = masked
    event.entities = []
    event.parse_data = {**_masked_parse(event.parse_data), "text": masked, "entities": []}


def _hide_what_was_shown(event: BotUttered) -> None:
    """Hide what only the family was to read, in the text and in what Rasa filled it with."""
    hide = project_choices().as_stored
    event.text = hide(event.text or "")
    event.metadata = {key: hide(value) if isinstance(value, str) else value for key, value in event.metadata.items()}


def _masked_parse(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return what the pipeline found besides the text, with what some entries repeat of it hidden; its own names stay."""
    return {key: mask_values(value) for key, value in parsed.items() if key != "text"}
