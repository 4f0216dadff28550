"""A conversation as staff read it: what was said in order, and beside each message what the assistant took it for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache

from django.conf import settings

from console.conversations.facts import stored_exchanges
from console.conversations.models import Conversation, Feedback, Message
from nscp.conversation import COMMENT, ChatMessage, Exchange, as_response, read_reply
from nscp.guide import GuideSentence, load_guide
from nscp.sessions import LONGEST_CHAT, next_session
from nscp.settings import PROJECT
from nscp.turn_facts import READ_ERRORS, readable

A_WHILE = timedelta(minutes=30)


@dataclass
class TranscriptEntry:
    """A message of the family with its replies.

    Attributes:
        text: what they wrote, personal details hidden; None for what the assistant said by itself.
        at: when.
        is_new_session: they came back after a while.
        is_comment: it was typed as a comment on an answer, and answered because it may be about danger.
        message_id: the website's id.
        facts: what the assistant took it for; None for what was removed meanwhile.
        replies: in order, each with what the family said of it, if they did.
        is_unreadable: something was said here that is not stored as it should be. The other fields hold what could be read.
    """

    text: str | None
    at: datetime
    is_new_session: bool
    message_id: str = ""
    facts: Message | None = None
    replies: list[tuple[ChatMessage, Feedback | None]] = field(default_factory=list)
    is_unreadable: bool = False
    is_comment: bool = False


def transcript(sender_id: str) -> list[TranscriptEntry]:
    """Return a conversation's entries, oldest first; empty if it has been removed.

    Raises:
        django.db.Error: the database does not answer.
    """
    facts = {message.message_id: message for message in Message.objects.filter(conversation_id=sender_id)}
    opinions = {row.message_id: row for row in Feedback.objects.filter(sender_id=sender_id)}
    entries: list[TranscriptEntry] = []
    for stored in stored_exchanges(sender_id):
        before = entries[-1] if entries else None
        entries.append(_shown(stored, before, facts, opinions))
    return entries


def goes_on_as(sender_id: str) -> str | None:
    """Return the conversation in which a chat went on that became too long for one; None if there is none."""
    following = next_session(settings.NSCP.signing_key(), sender_id)
    return following if Conversation.objects.filter(pk=following).exists() else None


def comes_from(conversation: Conversation) -> str | None:
    """Return the conversation that became too long and went on as this one; None if there is none.

    An id tells only which one follows, so those that are long enough are tried.
    """
    long = Conversation.objects.filter(messages__gte=LONGEST_CHAT, started_at__lte=conversation.started_at)
    key = settings.NSCP.signing_key()
    ids = long.order_by("-last_at").values_list("pk", flat=True)
    return next((before for before in ids if next_session(key, before) == conversation.pk), None)


def _shown(
    stored: Exchange, before: TranscriptEntry | None, facts: Mapping[str, Message], opinions: Mapping[str, Feedback]
) -> TranscriptEntry:
    at = before.at if before else datetime.fromtimestamp(0, timezone.utc)
    shown = TranscriptEntry(None, at, False, stored.message_id, is_unreadable=stored.is_unreadable)
    try:
        event = stored.asked or (stored.replies[0] if stored.replies else None)
        if event is not None:
            shown.at = datetime.fromtimestamp(event["timestamp"], timezone.utc)
        if stored.asked and stored.asked.get("text"):
            shown.text, shown.facts = readable(stored.asked["text"]), facts.get(stored.message_id)
            shown.is_comment = COMMENT.items() <= (stored.asked.get("metadata") or {}).items()
            shown.is_new_session = before is not None and not before.is_unreadable and shown.at - before.at > A_WHILE
    except READ_ERRORS:
        shown.is_unreadable = True
    for reply_id, reply in stored.said():
        try:
            shown.replies.append((read_reply(as_response(reply), _guide(), reply_id), opinions.get(reply_id)))
        except READ_ERRORS:
            shown.is_unreadable = True
    return shown


@cache
def _guide() -> dict[str, GuideSentence]:
    return load_guide(PROJECT / "data")
