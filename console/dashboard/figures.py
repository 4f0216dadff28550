"""The dashboard's figures. A few queries, each answered by an index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from console.conversations.models import Conversation, Message
from console.dashboard.period import DAY, Days, Tally, tally
from console.handoffs.models import HandOff
from nscp.turn_facts import LOCAL, Outcome

# What counts as a question: small talk, messages for NSCP and what is not about reviews do not.
QUESTIONS = (Outcome.ANSWERED, Outcome.CLARIFIED, Outcome.NOT_IN_GUIDE, Outcome.FALLBACK)

ByDay = Counter[date]


@dataclass(frozen=True)
class Figures:
    """What happened in a period.

    Attributes:
        conversations: that were active in it.
        left: of these, in which a message was left for NSCP.
        asked: of these, in which somebody asked for NSCP or began a message, and left none.
        by_day: outcome -> day -> messages; the weeks that are compared may begin before the period.
        outcomes: outcome -> messages.
        topics: full name of a topic that was answered -> messages.
        gaps: full name of a topic that the guide does not answer -> messages.
        languages: a guess at the language -> messages that asked for it.
        hours: hour of the day, local time -> messages.
        helped: opinions that an answer helped.
        did_not_help: opinions that it did not.
        response_ms: milliseconds -> replies that took as long.
    """

    period: Days
    conversations: Tally
    left: Tally
    asked: int
    by_day: dict[str, ByDay]
    outcomes: dict[str, Tally]
    topics: dict[str, Tally]
    gaps: dict[str, Tally]
    languages: dict[str, Tally]
    hours: Counter[int]
    helped: Tally
    did_not_help: Tally
    response_ms: Counter[int]

    @cached_property
    def messages(self) -> Tally:
        """Count all messages of families."""
        return sum(self.outcomes.values(), Tally())

    @property
    def questions(self) -> Tally:
        """Count the messages that asked something of the guide."""
        return sum((self.outcome(outcome) for outcome in QUESTIONS), Tally())

    @cached_property
    def days(self) -> ByDay:
        """Count all messages by day."""
        return sum(self.by_day.values(), Counter())

    def days_of(self, outcome: str) -> ByDay:
        """Count the messages that had this outcome by day."""
        return self.by_day.get(outcome, Counter())

    def outcome(self, outcome: str) -> Tally:
        """Count the messages that had this outcome."""
        return self.outcomes.get(outcome, Tally())

    def response_within(self, share: float) -> int | None:
        """Return the milliseconds within which this share of the replies came; None if no time is known."""
        wanted, seen = share * sum(self.response_ms.values()), 0
        for milliseconds, replies in sorted(self.response_ms.items()):
            seen += replies
            if seen >= wanted:
                return milliseconds
        return None


def figures(period: Days) -> Figures:
    """Count what happened in a period, in local time."""
    counted = _by_topic(period)
    by_day = {outcome: sum(by_topic.values(), Counter()) for outcome, by_topic in counted.items()}
    opinions: dict[bool, ByDay] = {True: Counter(), False: Counter()}
    # "In" rather than "not nothing": that way the index on opinions answers it on SQLite.
    rated = Message.objects.filter(_days(period.with_weeks), helpful__in=(True, False))
    for helpful, day, count in _counted(rated, "helpful", "day"):
        opinions[helpful][day] = count
    messages = Message.objects.filter(_days(period))
    hours: Counter[int] = Counter()
    for _, hour, count in _counted(messages, "day", "hour"):  # by day too: in the order of the index, without sorting
        hours[hour] += count
    left = HandOff.objects.saved().values("sender_id")
    # From the messages: there are far fewer of them than conversations to look each up for.
    asked = messages.filter(outcome=Outcome.HAND_OFF.value).exclude(conversation_id__in=left)
    return Figures(
        period=period,
        conversations=_active(Conversation.objects.all(), period),
        left=_active(Conversation.objects.filter(sender_id__in=left), period),
        asked=asked.aggregate(count=Count("conversation_id", distinct=True))["count"],
        by_day=by_day,
        outcomes=_tallies(by_day, period),
        topics=_tallies(counted[Outcome.ANSWERED], period),
        gaps=_tallies(counted[Outcome.NOT_IN_GUIDE], period),
        languages=_languages(period),
        hours=hours,
        helped=tally(opinions[True], period),
        did_not_help=tally(opinions[False], period),
        response_ms=Counter(dict(_counted(messages.filter(response_ms__isnull=False), "response_ms"))),
    )


def tallies_by_topic(period: Days) -> dict[str, dict[str, Tally]]:
    """Return outcome -> full topic name, empty for none -> messages."""
    return defaultdict(dict, {outcome: _tallies(by_topic, period) for outcome, by_topic in _by_topic(period).items()})


def _by_topic(period: Days) -> dict[str, dict[str, ByDay]]:
    """Return outcome -> full topic name, empty for none -> messages by day; also of the weeks that are compared.

    By day because the index has them in this order: to add up some thousand rows here takes less than to sort all messages.
    """
    counts: dict[str, dict[str, ByDay]] = defaultdict(lambda: defaultdict(Counter))
    for day, outcome, topic, count in _counted(Message.objects.filter(_days(period.with_weeks)), "day", "outcome", "topic"):
        counts[outcome][topic][day] = count
    return counts


def _tallies(by_day: Mapping[str, ByDay], period: Days) -> dict[str, Tally]:
    return {name: tally(days, period) for name, days in by_day.items()}


def _tallied(period: Days, within: Callable[[Days], Q]) -> dict[str, Count]:
    """Return what counts rows in each part of a tally.

    Args:
        within: the condition that a row belongs to some days.
    """
    parts = {"total": period, "last_week": period.last_week, "week_before": period.week_before}
    return {name: Count(Value(1), filter=within(part)) for name, part in parts.items()}


def _languages(period: Days) -> dict[str, Tally]:
    # By time rather than day, and "after nothing" rather than "not nothing": so that the index on language answers it.
    some = Message.objects.filter(_times(period.with_weeks), language__gt="").order_by()
    rows = some.values_list("language").annotate(**_tallied(period, _times))
    return {language: Tally(*tallied) for language, *tallied in rows}


def _active(conversations: QuerySet, period: Days) -> Tally:
    """Count conversations that began before the end of each part and went on after its beginning."""
    return Tally(**conversations.filter(_overlap(period.with_weeks)).aggregate(**_tallied(period, _overlap)))


def _days(days: Days) -> Q:
    return Q(day__range=(days.first, days.last))


def _times(days: Days) -> Q:
    return Q(at__gte=_midnight(days.first), at__lt=_midnight(days.last + DAY))


def _overlap(days: Days) -> Q:
    return Q(last_at__gte=_midnight(days.first), started_at__lt=_midnight(days.last + DAY))


def _counted(messages: QuerySet, *columns: str) -> Iterable[Any]:
    counted: Iterable[Any] = messages.order_by().values_list(*columns).annotate(count=Count("pk"))
    return counted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)
