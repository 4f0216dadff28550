"""What families asked that the guide does not answer, how often, and what NSCP would say."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from console.conversations.models import ApprovedAnswer, Outcome
from console.conversations.topics import title_of, titles
from console.dashboard.figures import counted_by_day
from console.dashboard.period import Days, Tally, tally

NOT_UNDERSTOOD = "not_understood"  # instead of a topic, for all messages that were not understood
GAP = "gap/"


@dataclass(frozen=True)
class Unanswered:
    """A kind of question.

    Attributes:
        topic: full name, or `NOT_UNDERSTOOD`.
        title: in words.
        asked: messages.
        answer: what NSCP has approved last; None if nothing.
    """

    topic: str
    title: str
    asked: Tally
    answer: ApprovedAnswer | None


def unanswered(period: Days) -> list[Unanswered]:
    """Return all kinds of questions without an answer, the most frequent first, those that nobody asked at the end."""
    asked: dict[str, Counter[date]] = defaultdict(Counter)
    for day, outcome, topic, count in counted_by_day(period):
        if outcome == Outcome.FALLBACK:
            asked[NOT_UNDERSTOOD][day] += count
        elif outcome == Outcome.NOT_IN_GUIDE:
            asked[topic][day] += count
    known = [name for name in titles() if name.startswith(GAP)]
    answers = newest_answers()
    kinds = [
        Unanswered(topic, title(topic), tally(asked[topic], period), answers.get(topic))
        for topic in dict.fromkeys([NOT_UNDERSTOOD, *known, *asked])
    ]
    return sorted(kinds, key=lambda kind: (-kind.asked.total, kind.title))


def title(topic: str) -> str:
    """Return what a kind of question is called."""
    return "Messages that were not understood" if topic == NOT_UNDERSTOOD else title_of(topic)


def newest_answers() -> dict[str, ApprovedAnswer]:
    """Return topic -> the answer that NSCP approved last."""
    newest = ApprovedAnswer.objects.values("topic").annotate(newest=Max("pk")).values("newest")
    return {answer.topic: answer for answer in ApprovedAnswer.objects.filter(pk__in=newest)}
