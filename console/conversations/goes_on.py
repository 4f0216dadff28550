"""Where a chat goes on that became too long for one conversation."""

from __future__ import annotations

from django.conf import settings

from console.conversations.index_models import Conversation
from nscp.continuation import continuation


def goes_on_as(sender_id: str) -> str | None:
    """The conversation in which the same family went on; None if there is none."""
    following = continuation(settings.NSCP.signing_key(), sender_id)
    return following if Conversation.objects.filter(pk=following).exists() else None
