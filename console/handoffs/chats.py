"""Whose a message for NSCP is."""

from __future__ import annotations

from typing import NamedTuple


class Chat(NamedTuple):
    """The chat in which a message is written; no other one can read, change, forget or send it.

    Attributes:
        sender_id: Rasa's id of the conversation. On the website the server has signed it; on Rasa's own `rest` anybody may
            name any, also one that the website gave to a family.
        channel: by which the conversation's latest message came, as the Rasa server says.
    """

    sender_id: str
    channel: str
