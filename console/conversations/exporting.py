"""One conversation to take away, as JSON or CSV: what is stored of it, what the assistant made of it, what staff wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from console.conversations.csv_files import local_time
from console.conversations.models import Judgement, Note, Review, Tag
from console.conversations.retention import hold_of
from console.conversations.transcript import Exchange, transcript
from console.handoffs.models import HandOff, State

COLUMNS = ("time", "who", "message_id", "text", "topic", "confidence", "outcome", "safety", "response", "helpful", "comment")


class LocalTimes(DjangoJSONEncoder):
    """Writes times as the rows have them."""

    def default(self, value: Any) -> Any:
        """What JSON has no way of its own to write."""
        return local_time(value) if isinstance(value, datetime) else super().default(value)


def as_json(sender_id: str) -> dict[str, Any]:
    """Everything, for `LocalTimes` to write."""
    hold = hold_of(sender_id)
    return {
        "conversation": sender_id,
        "said": [dict(zip(COLUMNS, row, strict=True)) for row in as_rows(sender_id)],
        "tags": list(Tag.objects.filter(sender_id=sender_id).order_by("name").values_list("name", flat=True)),
        "notes": list(Note.objects.filter(sender_id=sender_id).order_by("at").values("text", "by", "at")),
        "review": Review.objects.filter(sender_id=sender_id).values("reviewed_by", "reviewed_at").first(),
        "judgements": list(
            Judgement.objects.filter(sender_id=sender_id).values(
                "message_id", "taken_for", "is_right", "topic", "guide_should_answer", "example", "by", "at"
            )
        ),
        "hold": {"reason": hold.reason} if hold else None,
        "messages_for_nscp": list(
            HandOff.objects.filter(sender_id=sender_id).exclude(state=State.DRAFT).values("reference", "state", "saved_at")
        ),
    }


def as_rows(sender_id: str) -> list[tuple[Any, ...]]:
    """What was said, a row each, in the order of `COLUMNS`."""
    return [row for exchange in transcript(sender_id) for row in _rows(exchange)]


def _rows(exchange: Exchange) -> Iterator[tuple[Any, ...]]:
    time, facts, message_id = local_time(exchange.at), exchange.facts, exchange.message_id
    if exchange.is_unreadable:
        yield (time, "could not be read", *("" for _ in COLUMNS[2:]))
    if exchange.text is not None:
        made_of_it = (facts.topic, facts.confidence, facts.outcome, facts.safety) if facts else ("", "", "", "")
        yield (time, "family", message_id, exchange.text, *made_of_it, "", "", "")
    for reply, opinion in exchange.replies:
        said = (opinion.helpful, opinion.comment) if opinion else ("", "")
        yield (time, "assistant", message_id, reply.text, reply.topic or "", "", "", "", reply.kind, *said)
