"""What a family sees of its message before it goes: enough to see a slip, with personal details hidden.

The last digits of a number and the mail service are for the family alone: the conversation that is kept hides both again
(assistant/store/masking.py). All else stays as it is, so it may say no more than the conversation may.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.choices import CHOICES
from console.handoffs.drafts import Details
from nscp.masking import mask

LONGEST_QUOTE = 400  # characters
DOTS = "•••"


def summary_of(details: Details) -> dict[str, str]:
    """The parts of the summary, for `utter_hand_off_summary`."""
    return {
        "message": _quoted(details.message),
        "reply": shown(details.reply_to.split(", ")),
        "name": " ".join(f"{word[0]}{DOTS}" for word in details.name.split()) or CHOICES.not_given,
        "safe_time": _quoted(details.safe_time) or CHOICES.not_given,
    }


def shown(addresses: Iterable[str]) -> str:
    """Where NSCP may reply, as its owner can know it again: `number ending 0123`, `an address at example.org`."""
    return ", ".join(map(_address, addresses))


def _address(address: str) -> str:
    if "@" in address:
        return CHOICES.email.format(service=address.rpartition("@")[2])
    return CHOICES.number.format(digits=re.sub(r"[^0-9]", "", address)[-4:])


def _quoted(text: str) -> str:
    masked = mask(text)
    return masked if len(masked) <= LONGEST_QUOTE else f"{masked[:LONGEST_QUOTE].rstrip()}…"
