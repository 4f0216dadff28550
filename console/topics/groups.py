"""The trainers' inbox: what was not understood, in groups of messages that are alike, the largest first.

Alike are messages that the assistant thinks nearest to the same topic and that share a telling word. Such words are those of
the assistant's own examples, so that a group can be named without a family's words.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Left

from console.conversations.models import Judgement, Message, Outcome, Safety
from console.proposals.live import numbers_of_live
from console.topics.knowledge import NO_TOPIC_FITS, kind_of, knowledge
from console.topics.likeness import telling_words
from console.topics.models import DecidedItem, Decision
from console.topics.usage import DAYS, UNSURE, first_moment
from nscp.words import WORD

FEWEST_ALIKE = 3  # messages that make a group of their own
MOST_MESSAGES = 8000  # the newest; more would make the page slow
LONGEST_READ = 400  # characters of a message in which telling words are looked for
RATED = (Outcome.ANSWERED, Outcome.OTHER)  # outcomes whose "did not help" says that something was misunderstood


class Source(str, Enum):
    """Why something is in the inbox."""

    JUDGED = "judged wrong by a reviewer"
    ASKED_BACK = "asked back"
    NOT_UNDERSTOOD = "not understood"
    NO_HELP = "did not help"
    NOT_IN_GUIDE = "not in the guide"
    WANTED = "marked by a reviewer for the guide"


SOURCES: dict[Any, Source] = {Outcome.CLARIFIED: Source.ASKED_BACK, Outcome.FALLBACK: Source.NOT_UNDERSTOOD}


class Item(NamedTuple):
    """A message or a judgement, by its kind (`DecidedItem.Kind`) and its number in its own table."""

    kind: str
    number: int
    at: datetime
    source: Source
    topic: str
    words: frozenset[str]


@dataclass(frozen=True)
class Group:
    """What is to be decided together.

    Attributes:
        topic: full name of the nearest topic; empty for none; `NO_TOPIC_FITS` for what reviewers say no topic is for.
        word: what its messages share; empty for what shares nothing.
        counts: how many there are of each source.
        latest: when the last of them was written.
        items: each of them; empty for questions that the guide does not answer, which are only counted.
    """

    topic: str
    word: str
    counts: Counter[Source]
    latest: datetime
    items: tuple[Item, ...] = ()

    @property
    def id(self) -> str:
        """Return what names the group in addresses: the same as long as topic and word are."""
        return _id(self.topic, self.word, self.is_for_the_guide)

    @property
    def is_for_the_guide(self) -> bool:
        """Whether it is about a question that the guide does not answer."""
        return not self.items

    @property
    def has_topic(self) -> bool:
        """Return whether there is a topic to write examples for."""
        return self.topic not in ("", NO_TOPIC_FITS)

    @property
    def messages(self) -> int:
        """Return how many messages of families it is about; not each of them is shown (messages.py)."""
        return self.counts[Source.NOT_IN_GUIDE] if self.is_for_the_guide else len(self.items)

    @property
    def size(self) -> int:
        """Return how many messages and judgements there are."""
        return sum(self.counts.values())

    @property
    def in_words(self) -> list[tuple[str, int]]:
        """Return how many there are of each source, what reviewers said first."""
        return [(source.value, self.counts[source]) for source in Source if self.counts[source]]

    def newest(self, kind: str, count: int) -> list[int]:
        """Return the numbers of its newest messages or judgements."""
        newest = sorted((item for item in self.items if item.kind == kind), key=lambda item: item.at, reverse=True)
        return [item.number for item in newest[:count]]


def misunderstood(since: date) -> list[Group]:
    """Return the groups of what was asked back, not understood, judged wrong or said not to help, the largest first."""
    telling = telling_words(knowledge())
    items = [*_judged(telling), *_unsure(since, telling)]
    decided = set(DecidedItem.objects.exclude(decision__in=lapsed()).values_list("kind", "number"))
    named = set(Decision.objects.exclude(word="").order_by().values_list("topic", "word"))
    return _largest_first(_alike((item for item in items if (item.kind, item.number) not in decided), named))


def lapsed() -> QuerySet:
    """Return the decisions that count no more: somebody went back to a model from before their proposal."""
    return Decision.objects.filter(proposal__isnull=False).exclude(proposal__in=numbers_of_live())


def for_the_guide(since: date) -> list[Group]:
    """Return a group for each topic that the guide does not answer and that was asked about, the largest first."""
    counting = Decision.objects.exclude(pk__in=lapsed())
    decided = dict(counting.order_by().values_list("group").annotate(until=Max("until")))
    asked = Message.objects.filter(outcome=Outcome.NOT_IN_GUIDE, at__gte=first_moment(since), topic__gt="")
    wanted = Judgement.objects.filter(guide_should_answer=True).exclude(topic="")
    until = {name: decided[id_] for name in knowledge().topics if (id_ := _id(name, "", True)) in decided}
    counts: dict[str, Counter[Source]] = defaultdict(Counter)
    latest: dict[str, datetime] = {}
    for rows, source in ((asked, Source.NOT_IN_GUIDE), (wanted, Source.WANTED)):
        done = reduce(or_, (Q(topic=topic, at__lte=at) for topic, at in until.items()), Q(pk__in=()))
        grouped = rows.exclude(done).order_by().values_list("topic").annotate(count=Count("pk"), latest=Max("at"))
        for topic, count, at in grouped:
            counts[topic][source] += count
            latest[topic] = max(at, latest.get(topic, at))
    return _largest_first(Group(topic, "", counts[topic], latest[topic]) for topic in counts)


def first_day(until: date) -> date:
    """Return the first of the days whose messages are in the inbox."""
    return date.fromordinal(until.toordinal() - 2 * DAYS + 1)


def find(group: str, since: date) -> Group | None:
    """Return the group with this id; None if nothing is left in it."""
    return next((one for one in (*misunderstood(since), *for_the_guide(since)) if one.id == group), None)


def _judged(telling: frozenset[str]) -> Iterator[Item]:
    """Yield what reviewers judged wrong, by the words of their example and of the message, if that is still stored."""
    message = Message.objects.filter(conversation_id=OuterRef("sender_id"), message_id=OuterRef("message_id"))
    beginning = message.filter(safety=Safety.NONE).values(beginning=Left("search", LONGEST_READ))
    wrong = Judgement.objects.filter(is_right=False).annotate(said=Subquery(beginning))
    for number, at, topic, example, said in wrong.values_list("pk", "at", "topic", "example", "said"):
        words = _words(f"{example.lower()} {said or ''}", telling) if topic else frozenset()
        yield Item(DecidedItem.Kind.JUDGEMENT, number, at, Source.JUDGED, topic or NO_TOPIC_FITS, words)


def _unsure(since: date, telling: frozenset[str]) -> Iterator[Item]:
    """Yield messages that nobody has judged. Those about danger are not for trainers."""
    judged = set(Judgement.objects.exclude(sender_id="").values_list("sender_id", "message_id"))
    messages = Message.objects.filter(safety=Safety.NONE).annotate(
        nearest=KT("runners_up__0__0"), beginning=Left("search", LONGEST_READ)
    )
    unsure = messages.filter(outcome__in=UNSURE, at__gte=first_moment(since))
    # "In" rather than "is": Django asks SQLite for NOT helpful otherwise, which no index answers.
    no_help = messages.filter(outcome__in=RATED, helpful__in=(False,), day__gte=since)
    columns = ("pk", "conversation_id", "message_id", "at", "outcome", "topic", "nearest", "beginning")
    for rows in (unsure, no_help):
        for number, sender_id, message_id, *rest in rows.order_by("-at").values_list(*columns)[:MOST_MESSAGES]:
            if (sender_id, message_id) not in judged:
                yield _message(number, telling, *rest)


def _message(
    number: int, telling: frozenset[str], at: datetime, outcome: str, topic: str, nearest: str | None, text: str
) -> Item:
    source = SOURCES.get(outcome, Source.NO_HELP)
    return Item(DecidedItem.Kind.MESSAGE, number, at, source, topic or nearest or "", _words(text, telling))


def _words(text: str, telling: frozenset[str]) -> frozenset[str]:
    return telling.intersection(WORD.findall(text.replace("'", "")))


def _alike(items: Iterable[Item], named: Container[tuple[str, str]]) -> Iterator[Group]:
    """Take the word that most messages of a topic share, then the next, as long as enough share one.

    Args:
        items: what is to be grouped.
        named: topic and word of groups that were decided before: one message brings such a group back under its name.
    """
    by_topic: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_topic[item.topic].append(item)
    for topic, left in by_topic.items():
        frequent = Counter(word for item in left for word in item.words)
        while left:
            enough = [(n, word) for word, n in frequent.items() if n >= FEWEST_ALIKE or (n and (topic, word) in named)]
            _, word = max(enough, default=(0, ""))
            alike = [item for item in left if not word or word in item.words]
            yield _group(topic, word, alike)
            frequent.subtract(word for item in alike for word in item.words)
            left = [item for item in left if word and word not in item.words]


def _group(topic: str, word: str, items: list[Item]) -> Group:
    counts = Counter(item.source for item in items)
    return Group(topic, word, counts, max(item.at for item in items), tuple(items))


def _id(topic: str, word: str, is_for_the_guide: bool) -> str:
    return hashlib.sha256(f"{is_for_the_guide} {topic} {word}".encode()).hexdigest()[:16]


def _largest_first(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (-group.size, kind_of(group.topic), group.topic, group.word))
