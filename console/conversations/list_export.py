"""The list of conversations as a file: one row a conversation, as the list shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from console.conversations.exporting import yes_or_no
from console.conversations.models import Conversation, is_reviewed
from console.conversations.summaries import Summary, summaries
from console.conversations.topics import title_of
from console.handoffs.models import HandOff

AT_ONCE = 200  # conversations whose rows are made together
COLUMNS = (
    "conversation",
    "first_message",
    "last_message",
    "messages",
    "needs_a_look_because",
    "began_with",
    "topics",
    "topic_ids",
    "what_the_assistant_did",
    "lowest_confidence",
    "answers_that_helped",
    "answers_that_did_not_help",
    "messages_for_nscp",
    "reviewed",
    "reviewed_by",
    "reviewed_at",
    "on_hold",
    "tags",
)


def as_rows(conversations: QuerySet) -> Iterator[tuple[Any, ...]]:
    """Yield a row a conversation, in the order of `COLUMNS`. One that is removed meanwhile is left out."""
    ids = list(conversations.values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        found = Conversation.objects.annotate(is_reviewed=is_reviewed()).in_bulk(some)
        references = _references(some)
        for summary in summaries(found[sender_id] for sender_id in some if sender_id in found):
            yield _row(summary, references[summary.conversation.pk])


def _row(summary: Summary, references: Sequence[str]) -> tuple[Any, ...]:
    whole, review = summary.conversation, summary.review
    reviewer = (review.reviewed_by, review.reviewed_at) if review and review.reviewed_at else ("", "")
    return (
        whole.pk,
        whole.started_at,
        whole.last_at,
        whole.messages,
        whole.get_need_display() if whole.need else "",
        summary.first.text if summary.first else "",
        "; ".join(map(title_of, summary.topics)),
        "; ".join(summary.topics),
        "; ".join(summary.outcomes),
        whole.lowest_confidence,
        whole.thumbs_up,
        whole.thumbs_down,
        "; ".join(references),
        yes_or_no(whole.is_reviewed),
        *reviewer,
        yes_or_no(summary.is_held),
        "; ".join(summary.tags),
    )


def _references(sender_ids: Sequence[str]) -> dict[str, list[str]]:
    references: dict[str, list[str]] = defaultdict(list)
    for hand_off in HandOff.objects.saved().filter(sender_id__in=sender_ids).order_by("saved_at"):
        references[hand_off.sender_id].append(hand_off.reference)
    return references
