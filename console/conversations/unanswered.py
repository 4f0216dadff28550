"""What families asked that the guide does not answer, how often, and what NSCP would say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q

from console.conversations.models import ApprovedAnswer, Message, Outcome
from console.conversations.topics import title_of, titles

NOT_UNDERSTOOD = "not_understood"  # stands for all messages that were not understood
GAP = "gap/"


@dataclass(frozen=True)
class Unanswered:
    """A kind of question.

    Attributes:
        topic: full name, or `NOT_UNDERSTOOD`.
        title: in words.
        asked: messages in the period.
        before: messages in the period before it, equally long.
        answer: what NSCP has approved last; None if nothing.
    """

    topic: str
    title: str
    asked: int
    before: int
    answer: ApprovedAnswer | None

    @property
    def trend(self) -> str:
        """In words."""
        if self.asked == self.before:
            return "as often as before"
        return f"{'more' if self.asked > self.before else 'less'} often ({self.before} before)"


def unanswered(since: date, until: date) -> list[Unanswered]:
    """All kinds of questions without an answer, the most frequent first. Kinds that nobody asked stand at the end.

    Args:
        since: first day.
        until: last day.
    """
    start = since - (until - since) - timedelta(days=1)
    missing = Message.objects.filter(outcome__in=(Outcome.NOT_IN_GUIDE, Outcome.FALLBACK), day__range=(start, until))
    counted = missing.values("outcome", "topic").annotate(
        asked=Count("pk", filter=Q(day__gte=since)), before=Count("pk", filter=Q(day__lt=since))
    )
    asked: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for row in counted:
        kind = NOT_UNDERSTOOD if row["outcome"] == Outcome.FALLBACK else row["topic"]
        asked[kind] += row["asked"]
        before[kind] += row["before"]
    known = [name for name in titles() if name.startswith(GAP)]
    answers = newest_answers()
    kinds = [
        Unanswered(topic, title(topic), asked[topic], before[topic], answers.get(topic))
        for topic in dict.fromkeys([NOT_UNDERSTOOD, *known, *asked])
    ]
    return sorted(kinds, key=lambda kind: (-kind.asked, kind.title))


def title(topic: str) -> str:
    """What a kind of question is called."""
    return "Messages that were not understood" if topic == NOT_UNDERSTOOD else title_of(topic)


def newest_answers() -> dict[str, ApprovedAnswer]:
    """Topic -> the answer that NSCP approved last."""
    newest = ApprovedAnswer.objects.values("topic").annotate(newest=Max("pk")).values("newest")
    return {answer.topic: answer for answer in ApprovedAnswer.objects.filter(pk__in=newest)}
