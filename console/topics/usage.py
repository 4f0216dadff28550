"""How often families ask about each topic, how that went, and which topics are mixed up with each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import permutations

from django.db.models import Count, Q, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from console.conversations.models import Judgement, Message, Outcome
from nscp.turn_facts import LOCAL, RUNNERS_UP

DAYS = 28  # of the figures, and again as many before them
UNSURE = (Outcome.CLARIFIED, Outcome.FALLBACK)


@dataclass
class Mixed:
    """How often two topics were mixed up.

    Attributes:
        judged: reviewers said that a message understood as one was about the other.
        offered: both were offered to a family in one "did you mean".
    """

    judged: int = 0
    offered: int = 0


@dataclass
class Usage:
    """What became of the messages about one topic in the last four weeks.

    Attributes:
        answered: messages that it answered.
        asked_back: messages for which the assistant offered it first, and was not sure.
        before: the sum of both in the four weeks before.
        helped: families who said that its answer helped.
        did_not_help: families who said that it did not.
        mixed: other topic -> how often the two were mixed up.
    """

    answered: int = 0
    asked_back: int = 0
    before: int = 0
    helped: int = 0
    did_not_help: int = 0
    mixed: dict[str, Mixed] = field(default_factory=lambda: defaultdict(Mixed))

    @property
    def asked(self) -> int:
        """Count the messages that were about it, as far as the assistant knows."""
        return self.answered + self.asked_back

    @property
    def answered_share(self) -> float | None:
        """Return which share of them it answered outright; None if there were none."""
        return self.answered / self.asked if self.asked else None

    @property
    def asked_back_share(self) -> float | None:
        """Return for which share of them the assistant asked back; None if there were none."""
        return self.asked_back / self.asked if self.asked else None

    @property
    def no_help_share(self) -> float | None:
        """Return which share of the opinions says that the answer did not help; None if there are none."""
        opinions = self.helped + self.did_not_help
        return self.did_not_help / opinions if opinions else None

    def most_mixed(self) -> list[tuple[str, Mixed]]:
        """Return the other topics with how often they were mixed up: what reviewers judged first."""
        return sorted(self.mixed.items(), key=lambda pair: (-pair[1].judged, -pair[1].offered, pair[0]))


@dataclass(frozen=True)
class Week:
    """One week of a topic: from its first day."""

    first_day: date
    answered: int
    asked_back: int
    did_not_help: int


def today() -> date:
    """Return the day in the United Kingdom."""
    return datetime.now(LOCAL).date()


def usage_by_topic(until: date, only: str = "") -> dict[str, Usage]:
    """Return full topic name -> its usage, for topics that were asked about or judged.

    Args:
        until: the last day of the four weeks.
        only: a topic whose usage alone is wanted: that of others is not complete then.
    """
    since = until - timedelta(days=DAYS - 1)
    start = since - timedelta(days=DAYS)
    found: dict[str, Usage] = defaultdict(Usage)
    # By time rather than day, as the index on topics has it: SQLite counts in that order without sorting.
    messages = Message.objects.filter(at__gte=first_moment(start), at__lt=first_moment(until + timedelta(days=1)))
    answered, now = ~Q(outcome__in=UNSURE), Q(at__gte=first_moment(since))
    counts = {
        "answered": Count("pk", filter=answered & now),
        "before": Count("pk", filter=answered & ~now),
        "helped": Count("pk", filter=now & Q(helpful=True)),
        "did_not_help": Count("pk", filter=now & Q(helpful=False)),
    }
    chosen = messages.filter(topic=only) if only else messages.filter(topic__gt="")
    for row in chosen.order_by().values("topic").annotate(**counts):
        topic = row.pop("topic")
        found[topic] = Usage(**row)
    offered: Counter[tuple[str, str]] = Counter()
    for day, topics in _offered(start, until, only):
        if day < since:
            found[topics[0]].before += 1
            continue
        found[topics[0]].asked_back += 1
        offered.update(permutations(topics, 2))
    for (one, other), count in offered.items():
        found[one].mixed[other].offered = count
    judged = Judgement.objects.filter(is_right=False, at__gte=first_moment(start), taken_for__gt="", topic__gt="")
    for taken_for, topic, count in judged.order_by().values_list("taken_for", "topic").annotate(count=Count("pk")):
        found[taken_for].mixed[topic].judged += count
        found[topic].mixed[taken_for].judged += count
    return found


def weeks(topic: str, until: date) -> list[Week]:
    """Return the last eight weeks of a topic, the newest first."""
    start = until - timedelta(days=2 * DAYS - 1)
    answered: Counter[int] = Counter()
    asked_back: Counter[int] = Counter()
    no_help: Counter[int] = Counter()
    messages = Message.objects.filter(topic=topic, at__gte=first_moment(start)).exclude(outcome__in=UNSURE)
    counts = {"all": Count("pk"), "no_help": Count("pk", filter=Q(helpful=False))}
    for day, count, bad in messages.order_by().values_list("day").annotate(**counts):
        answered[(until - day).days // 7] += count
        no_help[(until - day).days // 7] += bad
    for day, topics in _offered(start, until, topic):
        if topics[0] == topic:
            asked_back[(until - day).days // 7] += 1
    return [
        Week(until - timedelta(days=7 * ago + 6), answered[ago], asked_back[ago], no_help[ago])
        for ago in range(2 * DAYS // 7)
    ]


def _offered(start: date, until: date, only: str = "") -> Iterator[tuple[date, list[str]]]:
    """Yield the day of each "did you mean" with the topics that were offered, the likeliest first; perhaps only with one."""
    asked_back = Message.objects.filter(outcome=Outcome.CLARIFIED, at__gte=first_moment(start), day__lte=until)
    if only:
        as_text = Cast("runners_up", TextField())
        asked_back = asked_back.annotate(as_text=as_text).filter(as_text__contains=f'"{only}"')
    # The database takes the names out of the JSON: reading it here would take longer than everything else.
    names = [KT(f"runners_up__{place}__0") for place in range(RUNNERS_UP)]
    for day, *topics in asked_back.values_list("day", *names):
        if topics[0]:
            yield day, [topic for topic in topics if topic]


def first_moment(day: date) -> datetime:
    """Return when a day begins in the United Kingdom."""
    return datetime.combine(day, time.min, LOCAL)
