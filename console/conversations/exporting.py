"""What staff take away: one conversation as JSON or CSV, and CSV that a spreadsheet shows and never calculates."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone

from console.conversations.models import Judgement, Note, Review, Tag
from console.conversations.retention import hold_of
from console.conversations.transcript import Exchange, transcript
from console.handoffs.models import HandOff, State

COLUMNS = ("time", "who", "message_id", "text", "topic", "confidence", "outcome", "safety", "response", "helpful", "comment")
FORMULA = "=+-@\t\r\n"
UNSEEN = ("Cc", "Cf", "Zs")  # categories of characters that a spreadsheet may pass over at the beginning of a cell


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


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A file to download.

    Args:
        name: of the file, without its ending.
        header: names of the columns.
        rows: values; texts are made safe here.
    """
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\N{ZERO WIDTH NO-BREAK SPACE}")  # by which Excel knows UTF-8
    writer = csv.writer(response, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return response


def local_time(at: datetime) -> str:
    """A time as the pages show it, with its distance from UTC."""
    return str(timezone.localtime(at).isoformat(timespec="seconds"))


def safe_cell(value: object) -> object:
    """A text that would be read as a formula gets an apostrophe before it; numbers and other texts stay as they are.

    Full-width forms of the signs count too, and signs behind spaces or characters that nobody sees.
    """
    if not isinstance(value, str) or not value:
        return "" if value is None else value
    seen = next((letter for letter in value if unicodedata.category(letter) not in UNSEEN), "")
    first = unicodedata.normalize("NFKC", seen)[:1]
    return f"'{value}" if value[0] in FORMULA or (first and first in FORMULA) else value
