"""The slots of the hand-off, as events. They say that something was given, never what."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.safe_action import Events

MESSAGE, REPLY, NAME, SAFE_TIME = "hand_off_message", "personal_reply", "personal_name", "hand_off_safe_time"
DECISION = "hand_off_decision"
SEND, LEAVE, ADDRESS = "send", "leave", "address"  # values of DECISION
TRIES = "hand_off_tries"
DRAFT, REFERENCE = "hand_off_draft", "hand_off_reference"
REQUESTED = "requested_slot"

GIVEN, SKIPPED = "given", "skipped"


def cleared() -> Events:
    """Nothing is being written any more."""
    return [*(SlotSet(slot, None) for slot in (MESSAGE, REPLY, NAME, SAFE_TIME, DECISION, DRAFT)), SlotSet(TRIES, 0)]


def ended(decision: str) -> Events:
    """The form is over; assistant/policies/hand_off_turn.py says what follows."""
    return [SlotSet(DECISION, decision), SlotSet(REQUESTED, None)]
