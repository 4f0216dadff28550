"""A conversation as staff read it: what was said in order, and beside each message what the assistant took it for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

from console.conversations.index_models import Message
from console.conversations.rasa_tables import Event, Feedback
from console.conversations.reading import UNREADABLE, readable
from nscp.conversation import ChatMessage, read_reply
from nscp.guide import GuideSentence, load_guide
from nscp.settings import PROJECT

SAID = ("user", "bot")
A_WHILE = timedelta(minutes=30)


@dataclass
class Exchange:
    """A message of the family with its replies.

    Attributes:
        text: what they wrote, personal details hidden; None for what the assistant said by itself.
        at: when.
        is_new_session: they came back after a while.
        message_id: the website's id.
        facts: what the index holds of it; None if it is not indexed yet.
        replies: in order, each with what the family said of it, if they did.
        is_unreadable: something was said here that is not stored as it should be. The other fields tell nothing of it.
    """

    text: str | None
    at: datetime
    is_new_session: bool
    message_id: str = ""
    facts: Message | None = None
    replies: list[tuple[ChatMessage, Feedback | None]] = field(default_factory=list)
    is_unreadable: bool = False


def transcript(sender_id: str) -> list[Exchange]:
    """The exchanges of a conversation, oldest first; empty if it has been removed.

    Raises:
        django.db.Error: the database does not answer, or the assistant has not made its tables yet.
    """
    rows = Event.objects.filter(sender_id=sender_id, type_name__in=SAID).order_by("id").values_list("data", flat=True)
    facts = {message.message_id: message for message in Message.objects.filter(conversation_id=sender_id)}
    opinions = {row.message_id: row for row in Feedback.objects.filter(sender_id=sender_id)}
    return _exchanges(rows, facts, opinions)


def _exchanges(rows: Iterable[str], facts: Mapping[str, Message], opinions: Mapping[str, Feedback]) -> list[Exchange]:
    exchanges: list[Exchange] = []
    for data in rows:
        try:
            event = json.loads(data)
            if event.get("text"):
                _add(exchanges, event, facts, opinions)
        except UNREADABLE:
            at = exchanges[-1].at if exchanges else datetime.fromtimestamp(0, timezone.utc)
            exchanges.append(Exchange(None, at, False, is_unreadable=True))
    return exchanges


def _add(
    exchanges: list[Exchange], event: Mapping[str, Any], facts: Mapping[str, Message], opinions: Mapping[str, Feedback]
) -> None:
    at = datetime.fromtimestamp(event["timestamp"], timezone.utc)
    if event["event"] == "user":
        message_id = str(event.get("message_id") or "")
        is_new = bool(exchanges) and not exchanges[-1].is_unreadable and at - exchanges[-1].at > A_WHILE
        exchanges.append(Exchange(readable(event["text"]), at, is_new, message_id, facts.get(message_id)))
        return
    if not exchanges:
        exchanges.append(Exchange(None, at, False, "start"))
    _add_reply(exchanges[-1], event, opinions)


def _add_reply(exchange: Exchange, event: Mapping[str, Any], opinions: Mapping[str, Feedback]) -> None:
    response = {**event["metadata"], "text": event["text"], "buttons": (event.get("data") or {}).get("buttons")}
    reply = read_reply(response, _guide(), f"{exchange.message_id}.{len(exchange.replies) + 1}")
    exchange.replies.append((reply, opinions.get(reply.id)))


@cache
def _guide() -> dict[str, GuideSentence]:
    return load_guide(PROJECT / "data")
