"""Which message of a conversation needs a person: the one that put it into the queue."""

from __future__ import annotations

from dataclasses import dataclass

from console.conversations.models import Conversation, Message, Need, Review
from nscp import turn_facts


@dataclass(frozen=True)
class MessageInNeed:
    """The message, by its number in the conversation, and why it needs a look."""

    number: int
    why: str


def message_in_need(conversation: Conversation, review: Review | None) -> MessageInNeed | None:
    """Return the most urgent message that nobody has been through, the first of several; of all, once all are reviewed.

    None if nothing in the conversation stands out.
    """
    messages = list(Message.objects.filter(conversation_id=conversation.sender_id).order_by("number"))
    if not conversation.need or not messages:
        return None
    seen = review.reviewed_messages if review else 0
    has_new_opinion = conversation.thumbs_down > (review.reviewed_thumbs_down if review else 0)
    unseen = [message for message in messages if message.number > seen or (has_new_opinion and message.helpful is False)]
    found = max(unseen or messages, key=_need)
    need = _need(found)
    if not need and seen:
        return MessageInNeed(found.number, "More was written since it was reviewed")
    return MessageInNeed(found.number, str(Need(need or conversation.need).label))


def _need(message: Message) -> int:
    """Return the need of a message with what the family thought of the reply."""
    need: int = message.need
    return max(need, turn_facts.Need.THUMBS_DOWN) if message.helpful is False else need
