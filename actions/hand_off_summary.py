"""What a family sees of its message before it goes: enough to check it, with personal details hidden.

The summary stays in the conversation, so it may say no more than the conversation may.
"""

from __future__ import annotations

import re

from console.handoffs.drafts import Details
from nscp.masking import mask

LONGEST_QUOTE = 400  # characters
DOTS = "•••"
EMAIL = re.compile(r"(?P<first>.)[^@]*@(?P<domain>.)[^@]*(?P<end>\.[^.@]+)")


def summary_of(details: Details, not_given: str) -> dict[str, str]:
    """The parts of the summary, for `utter_hand_off_summary`.

    Args:
        details: the draft.
        not_given: what stands for an answer that was skipped.
    """
    return {
        "message": _quoted(details.message),
        "reply": ", ".join(map(_address, details.reply_to.split(", "))),
        "name": " ".join(f"{word[0]}{DOTS}" for word in details.name.split()) or not_given,
        "safe_time": _quoted(details.safe_time) or not_given,
    }


def _quoted(text: str) -> str:
    masked = mask(text)
    return masked if len(masked) <= LONGEST_QUOTE else f"{masked[:LONGEST_QUOTE].rstrip()}…"


def _address(address: str) -> str:
    """`j•••@e•••.com`, or the last three digits of a number."""
    if "@" in address:
        return EMAIL.sub(rf"\g<first>{DOTS}@\g<domain>{DOTS}\g<end>", address)
    return f"{DOTS} {re.sub(r'[^0-9]', '', address)[-3:]}"
