"""Downloads: one conversation as JSON or CSV, and CSV that a spreadsheet shows and never calculates."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from console.conversations.models import Judgement, Message, Note, Review, Tag
from console.conversations.retention import hold_of
from console.conversations.topics import title_of
from console.conversations.transcript import TranscriptEntry, transcript
from console.handoffs.models import HandOff
from nscp.turn_facts import LOCAL, readable

COLUMNS = (
    "time",
    "who",
    "message_id",
    "text",
    "topic",
    "topic_id",
    "confidence",
    "what_the_assistant_did",
    "what_the_assistant_did_id",
    "safety",
    "safety_id",
    "kind_of_reply",
    "kind_of_reply_id",
    "helped",
    "comment",
)
REPLY_KINDS = {
    "answer": "Answered",
    "gap": "Not in the guide",
    "safety": "Safety help given",
    "clarify": "Asked back",
    "notice": "Notice",
    "other": "Something else",
}
SHEET_TIME = "%Y-%m-%d %H:%M:%S"  # UK time; spreadsheets read it as a time, and not one with its distance from UTC
FORMULA = "=+-@\t\r\n"
UNSEEN = ("Cc", "Cf", "Zs")  # categories of characters that a spreadsheet may pass over at the beginning of a cell


class LocalTimes(DjangoJSONEncoder):
    """Writes times as the pages show them, with their distance from UTC."""

    def default(self, value: Any) -> Any:
        """Convert what JSON has no way of its own to write."""
        if isinstance(value, datetime):
            return timezone.localtime(value, LOCAL).isoformat(timespec="seconds")
        return super().default(value)


def as_json(sender_id: str) -> dict[str, Any]:
    """Return everything of a conversation, for `LocalTimes` to write."""
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
            HandOff.objects.saved().filter(sender_id=sender_id).values("reference", "state", "saved_at")
        ),
    }


def as_rows(sender_id: str) -> list[tuple[Any, ...]]:
    """Return what was said, a row each, in the order of `COLUMNS`."""
    return [row for entry in transcript(sender_id) for row in _rows(entry)]


def _rows(entry: TranscriptEntry) -> Iterator[tuple[Any, ...]]:
    facts = entry.facts
    if entry.is_unreadable:
        yield _row(time=entry.at, who="could not be read")
    if entry.text is not None:
        made_of_it = _facts(facts) if facts else {}
        yield _row(time=entry.at, who="family", message_id=entry.message_id, text=entry.text, **made_of_it)
    for reply, opinion in entry.replies:
        topic = {"topic": title_of(reply.topic), "topic_id": reply.topic} if reply.topic else {}
        kind = {"kind_of_reply": REPLY_KINDS[reply.kind], "kind_of_reply_id": reply.kind}
        said = {"helped": yes_or_no(opinion.helpful), "comment": opinion.comment} if opinion else {}
        yield _row(time=entry.at, who="assistant", message_id=entry.message_id, text=reply.text, **topic, **kind, **said)


def _facts(facts: Message) -> dict[str, Any]:
    return {
        "topic": title_of(facts.topic),
        "topic_id": facts.topic,
        "confidence": facts.confidence,
        "what_the_assistant_did": facts.get_outcome_display(),
        "what_the_assistant_did_id": facts.outcome,
        "safety": facts.get_safety_display(),
        "safety_id": facts.safety,
    }


def _row(**cells: Any) -> tuple[Any, ...]:
    return tuple(cells.get(name, "") for name in COLUMNS)


def yes_or_no(value: bool) -> str:
    """Return how files say it."""
    return "yes" if value else "no"


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]], is_streamed: bool = False
) -> HttpResponseBase:
    """Return a file to download.

    Args:
        name: of the file, without its ending.
        header: names of the columns.
        rows: values; texts are made safe here, and times written in UK time.
        is_streamed: send each row as it is made, so that a long file needs no memory.
    """
    response_class = StreamingHttpResponse if is_streamed else HttpResponse
    response = response_class(_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which Excel knows UTF-8
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def local_time(at: datetime) -> str:
    """Return a time in the UK as spreadsheets read it, also where a file is sent after its request is over."""
    return str(timezone.localtime(at, LOCAL).strftime(SHEET_TIME))


def safe_cell(value: object) -> object:
    """Put an apostrophe before a text that would be read as a formula; write times in UK time; return the rest as it is.

    Full-width forms of the signs count too, and signs behind spaces or characters that nobody sees. Over Rasa's own channels
    the client chooses ids: NUL, which `csv` does not write, and halves of characters would cut the file off.
    """
    if isinstance(value, datetime):
        return local_time(value)
    value = readable(value) if isinstance(value, str) else value
    if not isinstance(value, str) or not value:
        return "" if value is None else value
    seen = next((letter for letter in value if unicodedata.category(letter) not in UNSEEN), "")
    first = unicodedata.normalize("NFKC", seen)[:1]
    return f"'{value}" if value[0] in FORMULA or (first and first in FORMULA) else value
