"""The questions of the hand-off's form whose words depend on the conversation.

Rasa finds each by its name (rasa/core/actions/forms.py, `_name_of_utterance`); the other questions are responses in
data/replies/hand_off.yml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import CHOICES
from actions.base import Events, SafeAction, in_database
from actions.reply_address import addresses_given_in
from actions.tracker import Slot, chat_of, last_question, last_said, latest_text, said_before
from console.handoffs import drafts
from console.handoffs.drafts import Details
from nscp.masking import find_details, mask

MESSAGE = "utter_hand_off_ask_message"
ANY_WAY, PHONE, GIVEN = "utter_ask_personal_reply", "utter_hand_off_ask_phone", "utter_hand_off_ask_given"
SUMMARY = "utter_hand_off_summary"
LONGEST_QUOTE = 400  # characters
DOTS = "•••"


class AskMessage(SafeAction):
    """Asks what to pass on, and offers the question just asked."""

    reply_on_failure = MESSAGE

    def name(self) -> str:
        return "action_ask_hand_off_form_hand_off_message"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        question = last_question(tracker)
        if question:
            dispatcher.utter_message(response=f"{MESSAGE}_with_question", question=question)
        else:
            dispatcher.utter_message(response=MESSAGE)
        return []


class AskReply(SafeAction):
    """Asks how NSCP may reply: whether at the number or address that the message has already, by phone, or in any way."""

    reply_on_failure = ANY_WAY

    def name(self) -> str:
        return "action_ask_hand_off_form_personal_reply"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
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


class AskDecision(SafeAction):
    """Shows the message as NSCP would get it, details hidden, and asks whether to send it."""

    def name(self) -> str:
        return "action_ask_hand_off_form_hand_off_decision"

    async def execute(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        details = await in_database(drafts.read, chat_of(tracker), tracker.get_slot(Slot.DRAFT) or "")
        if details is None:
            dispatcher.utter_message(response="utter_hand_off_lost")
        elif CHOICES.chosen(latest_text(tracker), ["change"]) or CHOICES.finds_wrong(latest_text(tracker)):
            dispatcher.utter_message(response="utter_hand_off_change")
        elif SUMMARY in said_before(tracker):
            dispatcher.utter_message(response=f"{SUMMARY}_again")  # the whole of it is just above
        else:
            dispatcher.utter_message(response=SUMMARY, **summary_of(details))
        return []


def asks_for_phone(tracker: Tracker) -> bool:
    """Whether the question was last put to somebody who cannot use email."""
    return last_said(tracker, (ANY_WAY, PHONE, GIVEN)) == PHONE


async def given_addresses(tracker: Tracker) -> tuple[str, ...]:
    """Return where the message itself says that NSCP may reply; empty once the family has answered, or wants another."""
    draft = tracker.get_slot(Slot.DRAFT)
    details = await in_database(drafts.read, chat_of(tracker), draft) if draft else None
    if details is None or details.reply_to or last_said(tracker, (ANY_WAY, PHONE, GIVEN)) in (ANY_WAY, PHONE):
        return ()
    return addresses_given_in(details.message)


def summary_of(details: Details) -> dict[str, str]:
    """Return the parts of the summary, for SUMMARY: enough to see a slip, with personal details hidden.

    The last digits of a number and the mail service are for the family alone: the stored conversation hides both again
    (assistant/store/masking.py). All else is stored as it is, so it may say no more than the conversation may.
    """
    return {
        "message": _quoted(details.message),
        "reply": shown(details.reply_to.split(", ")),
        "name": _first_letters(details.name) or CHOICES.not_given,
        "safe_time": _quoted(details.safe_time) or CHOICES.not_given,
    }


def _first_letters(name: str) -> str:
    """Return the first letter of each word, and nothing of a number or of letters on their own: they would give it away."""
    for detail in reversed(find_details(name)):
        if detail.kind != "name":
            name = f"{name[: detail.start]}0{name[detail.end :]}"  # nothing is shown of a word with a digit
    are_names = ((word, sum(map(str.isalpha, word)) > 1 and not any(map(str.isnumeric, word))) for word in name.split())
    return " ".join(f"{word[0]}{DOTS}" if is_name else DOTS for word, is_name in are_names)


def shown(addresses: Iterable[str]) -> str:
    """Return addresses as only their owner knows them: `number ending 0123, an address at example.org`."""
    return ", ".join(map(_shown, addresses))


def _shown(address: str) -> str:
    if "@" in address:
        return CHOICES.email.format(service=address.rpartition("@")[2])
    return CHOICES.number.format(digits=re.sub(r"[^0-9]", "", address)[-4:])


def _quoted(text: str) -> str:
    masked = mask(text)
    return masked if len(masked) <= LONGEST_QUOTE else f"{masked[:LONGEST_QUOTE].rstrip()}…"
