"""The rows of the list: each conversation in a few words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from console.conversations.models import Conversation, HeldConversation, Message, Outcome, Review, Tag

# A row shows the first message that is about something; one of these only if there is no other.
PASSED_OVER = (Outcome.SMALL_TALK,)


@dataclass(frozen=True)
class Summary:
    """One row.

    Attributes:
        conversation: with `is_reviewed` beside it.
        first: the first message that was more than a greeting; None if there is no message.
        outcomes: what the assistant did in it, each kind once.
        topics: full names of what it was about, each once.
        tags: on it.
        is_held: it is on hold.
        review: who has been through it, or has it now; None for nobody.
    """

    conversation: Conversation
    first: Message | None
    outcomes: tuple[str, ...]
    topics: tuple[str, ...]
    tags: tuple[str, ...]
    is_held: bool
    review: Review | None


def summaries(conversations: Iterable[Conversation]) -> list[Summary]:
    """Return the rows of one page; see `Summary`."""
    some = list(conversations)
    ids = [conversation.sender_id for conversation in some]
    said, tags = defaultdict(list), defaultdict(list)
    for message in Message.objects.filter(conversation_id__in=ids).defer("search").order_by("pk"):
        said[message.conversation_id].append(message)
    for tag in Tag.objects.filter(sender_id__in=ids).order_by("name"):
        tags[tag.sender_id].append(tag.name)
    reviews = Review.objects.in_bulk(ids)
    held = HeldConversation.objects.in_bulk(ids)
    return [
        Summary(
            conversation,
            _first(said[conversation.sender_id]),
            tuple(dict.fromkeys(message.get_outcome_display() for message in said[conversation.sender_id])),
            tuple(dict.fromkeys(message.topic for message in said[conversation.sender_id] if message.topic)),
            tuple(tags[conversation.sender_id]),
            conversation.sender_id in held,
            reviews.get(conversation.sender_id),
        )
        for conversation in some
    ]


def _first(said: list[Message]) -> Message | None:
    return next((message for message in said if message.outcome not in PASSED_OVER), said[0] if said else None)
