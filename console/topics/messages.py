"""Single messages of families for those who extend the assistant; see docs/decisions/trainers-inbox.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Length

from console.conversations.models import Judgement, Message, Outcome, Safety
from console.topics.groups import Group
from console.topics.knowledge import Knowledge
from console.topics.models import DecidedItem

MOST_SHOWN = 20
MOST_LOOKED_AT = 200  # messages, for as many that may be shown and differ
LONGEST_SHOWN = 300  # characters; a longer one tells a family's story
QUESTIONS = (Outcome.ANSWERED, Outcome.NOT_IN_GUIDE)


@dataclass(frozen=True)
class ShownMessage:
    """A message without what would lead to other messages of the same family.

    Attributes:
        text: personal details hidden.
        day: when it was written; the time of day would join messages of one chat.
        possible: titles of the topics that were offered or came near.
        helpful: what the family said of the reply; None for nothing.
        sender_id: its conversation; empty for those who may not read that.
        judgements: what reviewers said of it, if it is in the group because of that.
    """

    text: str
    day: date
    outcome: str
    possible: tuple[str, ...]
    helpful: bool | None
    sender_id: str
    judgements: tuple[Judgement, ...] = ()


def of_group(group: Group, known: Knowledge, with_conversation: bool) -> list[ShownMessage]:
    """Return the newest messages of a group that may be shown; for the guide, of those that a gap answered."""
    if group.is_for_the_guide:
        return of_topic(group.topic, known, with_conversation)
    judgements = Judgement.objects.filter(pk__in=group.newest(DecidedItem.Kind.JUDGEMENT, MOST_LOOKED_AT))
    numbers = [*group.newest(DecidedItem.Kind.MESSAGE, MOST_LOOKED_AT), *_judged(judgements).values_list("pk", flat=True)]
    return _shown(Message.objects.filter(pk__in=numbers), known, with_conversation, judgements)


def of_topic(topic: str, known: Knowledge, with_conversation: bool) -> list[ShownMessage]:
    """Return the newest questions that a topic answered and that may be shown."""
    return _shown(Message.objects.filter(topic=topic, outcome__in=QUESTIONS), known, with_conversation)


def _judged(judgements: QuerySet) -> QuerySet:
    """Return the messages that judgements are about, as far as they are still stored."""
    of_message = judgements.filter(sender_id=OuterRef("conversation_id"), message_id=OuterRef("message_id"))
    return Message.objects.filter(Exists(of_message), conversation_id__in=judgements.values("sender_id"))


def _shown(
    messages: QuerySet, known: Knowledge, with_conversation: bool, judgements: Iterable[Judgement] = ()
) -> list[ShownMessage]:
    short = messages.filter(safety=Safety.NONE).annotate(length=Length("text")).filter(length__lte=LONGEST_SHOWN)
    by_message: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        by_message[judgement.sender_id, judgement.message_id].append(judgement)
    different: dict[str, Message] = {}
    of_words: dict[str, list[Judgement]] = defaultdict(list)
    for message in short.order_by("-at")[:MOST_LOOKED_AT]:
        different.setdefault(message.search, message)  # what many write in the same words is read once
        of_words[message.search] += by_message[message.conversation_id, message.message_id]
    # Judged ones first: so that reviewers' words are not cut off with the twentieth message.
    first = sorted(different, key=lambda words: not of_words[words])[:MOST_SHOWN]
    return [
        ShownMessage(
            message.text,
            message.day,
            message.get_outcome_display(),
            tuple(known.title_of(topic) for topic, _ in message.runners_up),
            message.helpful,
            message.conversation_id if with_conversation else "",
            tuple(of_words[words]),
        )
        for words, message in ((words, different[words]) for words in first)
    ]
