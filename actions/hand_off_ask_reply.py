"""Asks how NSCP may reply: whether at the number or address that the message has already, by phone, or in any way."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_slots as slots
from actions.choices import CHOICES
from actions.conversation import chat_of, last_said, latest_text
from actions.hand_off_summary import shown
from actions.in_database import in_database
from actions.reply_address import addresses_given_in
from actions.safe_action import Events, SafeAction
from console.handoffs import drafts

WAYS = ANY_WAY, PHONE, GIVEN = "utter_ask_personal_reply", "utter_hand_off_ask_phone", "utter_hand_off_ask_given"


class AskReply(SafeAction):
    """Asked by the form for `personal_reply`."""

    reply_on_failure = ANY_WAY

    def name(self) -> str:
        """The name under which the form looks for it."""
        return "action_ask_hand_off_form_personal_reply"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Ask; see `SafeAction.execute`."""
        text = latest_text(tracker)
        if CHOICES.says_no_email(text) or asks_for_phone(tracker):
            dispatcher.utter_message(response=PHONE)
            return []
        given = () if CHOICES.chosen(text, ["another"]) else await given_addresses(tracker)
        if given:
            dispatcher.utter_message(response=GIVEN, reply=shown(given))
        else:
            dispatcher.utter_message(response=ANY_WAY)
        return []


def asks_for_phone(tracker: Tracker) -> bool:
    """Whether the question was last put to somebody who cannot use email."""
    return last_said(tracker, WAYS) == PHONE


async def given_addresses(tracker: Tracker) -> tuple[str, ...]:
    """Where NSCP may reply as the message itself says; empty once the family has answered, or wants another."""
    draft = tracker.get_slot(slots.DRAFT)
    details = await in_database(drafts.read, chat_of(tracker), draft) if draft else None
    if details is None or details.reply_to or last_said(tracker, WAYS) in (ANY_WAY, PHONE):
        return ()
    return addresses_given_in(details.message)
