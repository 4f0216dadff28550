"""The dashboard's figures. A few queries, each answered by an index."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count

from console.conversations.models import Conversation, Message, Outcome
from console.handoffs.models import HandOff, State
from nscp.turn_facts import LOCAL

# What counts as a question: small talk, messages for NSCP and what is not about reviews do not.
QUESTIONS: tuple[Any, ...] = (Outcome.ANSWERED, Outcome.CLARIFIED, Outcome.NOT_IN_GUIDE, Outcome.FALLBACK)


@dataclass(frozen=True)
class Figures:
    """What happened in a period.

    Attributes:
        conversations: that were active in it.
        left: of these, in which a message was left for NSCP.
        asked: of these, in which somebody asked for NSCP or began a message, and left none.
        outcomes: outcome -> messages.
        topics: full topic name -> messages.
        languages: a guess at the language -> messages that asked for it.
        hours: hour of the day, local time -> messages.
        days: day -> messages.
        helped: opinions that an answer helped.
        did_not_help: opinions that it did not.
        response_ms: milliseconds -> replies that took as long.
    """

    conversations: int
    left: int
    asked: int
    outcomes: Counter[str]
    topics: Counter[str]
    languages: Counter[str]
    hours: Counter[int]
    days: Counter[date]
    helped: int
    did_not_help: int
    response_ms: Counter[int]

    @property
    def messages(self) -> int:
        """Count all messages of families."""
        return sum(self.outcomes.values())

    @property
    def questions(self) -> int:
        """Count the messages that asked something of the guide."""
        return sum(self.outcomes[outcome] for outcome in QUESTIONS)

    @property
    def helpful_share(self) -> int | None:
        """Return how many of a hundred opinions said that it helped; None if there are none."""
        opinions = self.helped + self.did_not_help
        return round(100 * self.helped / opinions) if opinions else None

    @property
    def left_share(self) -> int:
        """Return in how many of a hundred conversations a message was left for NSCP."""
        return round(100 * self.left / self.conversations) if self.conversations else 0

    def response_within(self, share: float) -> int | None:
        """Return the milliseconds within which this share of the replies came; None if no time is known."""
        wanted, seen = share * sum(self.response_ms.values()), 0
        for milliseconds, replies in sorted(self.response_ms.items()):
            seen += replies
            if seen >= wanted:
                return milliseconds
        return None


def figures(since: date, until: date) -> Figures:
    """Count what happened from the first to the last day, both included, in local time."""
    messages = Message.objects.filter(day__range=(since, until))
    outcomes: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    hours: Counter[int] = Counter()
    for outcome, topic, hour, count in _counted(messages, "outcome", "topic", "hour"):
        outcomes[outcome] += count
        hours[hour] += count
        if topic:
            topics[topic] += count
    opinions = dict(_counted(messages.filter(helpful__isnull=False), "helpful"))
    conversations = Conversation.objects.filter(
        last_at__gte=_midnight(since), started_at__lt=_midnight(until + timedelta(days=1))
    )
    left = HandOff.objects.exclude(state=State.DRAFT).values("sender_id")
    # From the messages: there are far fewer of them than conversations to look each up for.
    asked = messages.filter(outcome=Outcome.HAND_OFF).exclude(conversation_id__in=left)
    # "After nothing" rather than "not nothing": that way the index is read where there is something.
    languages = _counted(messages.filter(language__gt=""), "language")
    return Figures(
        conversations=conversations.count(),
        left=conversations.filter(sender_id__in=left).count(),
        asked=asked.aggregate(count=Count("conversation_id", distinct=True))["count"],
        outcomes=outcomes,
        topics=topics,
        languages=Counter(dict(languages)),
        hours=hours,
        days=Counter(dict(_counted(messages, "day"))),
        helped=opinions.get(True, 0),
        did_not_help=opinions.get(False, 0),
        response_ms=Counter(dict(_counted(messages.filter(response_ms__isnull=False), "response_ms"))),
    )


def _counted(messages: Any, *columns: str) -> Any:
    return messages.order_by().values_list(*columns).annotate(count=Count("pk"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)
