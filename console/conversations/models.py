"""All tables of this app."""

from __future__ import annotations

from console.conversations.index_models import Conversation, IndexState, Message, Outcome, Safety
from console.conversations.rasa_tables import EndedSession, Event, Feedback, HeldConversation, Turn
from console.conversations.review_models import (
    ApprovedAnswer,
    Judgement,
    MaskingState,
    Note,
    PutBack,
    Review,
    SlippedThrough,
    Tag,
)

__all__ = [
    "ApprovedAnswer",
    "Conversation",
    "EndedSession",
    "Event",
    "Feedback",
    "HeldConversation",
    "IndexState",
    "Judgement",
    "MaskingState",
    "Message",
    "Note",
    "Outcome",
    "PutBack",
    "Review",
    "Safety",
    "SlippedThrough",
    "Tag",
    "Turn",
]
