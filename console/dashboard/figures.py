"""The dashboard's figures. A few queries, each answered by an index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from console.conversations.models import Conversation, Message, Outcome
from console.dashboard.period import DAY, Days, Tally, tally
from console.handoffs.models import HandOff
from nscp.turn_facts import LOCAL

# What counts as a question: small talk, messages for NSCP and what is not about reviews do not.
QUESTIONS: tuple[Any, ...] = (Outcome.ANSWERED, Outcome.CLARIFIED, Outcome.NOT_IN_GUIDE, Outcome.FALLBACK)

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
    by_day: dict[str, ByDay] = defaultdict(Counter)
    topics: dict[str, ByDay] = defaultdict(Counter)
    gaps: dict[str, ByDay] = defaultdict(Counter)
    of_topics = {Outcome.ANSWERED: topics, Outcome.NOT_IN_GUIDE: gaps}
    for day, outcome, topic, count in counted_by_day(period):
        by_day[outcome][day] += count
        if topic and outcome in of_topics:
            of_topics[outcome][topic][day] += count
    messages = Message.objects.filter(day__range=(period.first, period.last))
    opinions: dict[bool, ByDay] = {True: Counter(), False: Counter()}
    with_weeks = period.with_weeks
    rated = Message.objects.filter(helpful__isnull=False, day__range=(with_weeks.first, with_weeks.last))
    for helpful, day, count in _counted(rated, "helpful", "day"):
        opinions[helpful][day] = count
    left = HandOff.objects.saved().values("sender_id")
    # From the messages: there are far fewer of them than conversations to look each up for.
    asked = messages.filter(outcome=Outcome.HAND_OFF).exclude(conversation_id__in=left)
    return Figures(
        period=period,
        conversations=_active(Conversation.objects.all(), period),
        left=_active(Conversation.objects.filter(sender_id__in=left), period),
        asked=asked.aggregate(count=Count("conversation_id", distinct=True))["count"],
        by_day=dict(by_day),
        outcomes={outcome: tally(days, period) for outcome, days in by_day.items()},
        topics={topic: tally(days, period) for topic, days in topics.items()},
        gaps={topic: tally(days, period) for topic, days in gaps.items()},
        languages=_languages(period),
        hours=Counter(dict(_counted(messages, "hour"))),
        helped=tally(opinions[True], period),
        did_not_help=tally(opinions[False], period),
        response_ms=Counter(dict(_counted(messages.filter(response_ms__isnull=False), "response_ms"))),
    )


def counted_by_day(period: Days) -> Iterator[tuple[date, str, str, int]]:
    """Return day, outcome, topic and number of messages, for the period and the weeks that are compared.

    The order is that of an index, so the database counts without sorting, and without reading the messages.
    """
    days = period.with_weeks
    return iter(_counted(Message.objects.filter(day__range=(days.first, days.last)), "day", "outcome", "topic"))


def _languages(period: Days) -> dict[str, Tally]:
    # By time rather than day, and "after nothing" rather than "not nothing": so that the index on language answers it.
    some = Message.objects.filter(_within("at", period.with_weeks), language__gt="")
    parts = [Count("pk", filter=_within("at", part)) for part in (period, period.last_week, period.week_before)]
    rows = some.order_by().values_list("language").annotate(total=parts[0], last_week=parts[1], week_before=parts[2])
    return {language: Tally(*counts) for language, *counts in rows}


def _active(conversations: QuerySet, period: Days) -> Tally:
    """Count conversations that began before the end of each part and went on after its beginning."""
    days = period.with_weeks
    parts = {"total": period, "last_week": period.last_week, "week_before": period.week_before}
    counts = {name: Count("pk", filter=_overlaps(part)) for name, part in parts.items()}
    return Tally(**conversations.filter(_overlaps(days)).aggregate(**counts))


def _overlaps(days: Days) -> Q:
    return Q(last_at__gte=_midnight(days.first), started_at__lt=_midnight(days.last + DAY))


def _within(column: str, days: Days) -> Q:
    return Q(**{f"{column}__gte": _midnight(days.first), f"{column}__lt": _midnight(days.last + DAY)})


def _counted(messages: QuerySet, *columns: str) -> Iterable[Any]:
    return messages.order_by().values_list(*columns).annotate(count=Count("pk"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)
