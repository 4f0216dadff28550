"""What families asked that the guide does not answer, how often, and what NSCP would say."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from console.conversations.models import ApprovedAnswer
from console.conversations.topics import title_of, titles
from console.dashboard.figures import tallies_by_topic
from console.dashboard.period import Days, Tally
from console.dashboard.tables import Links
from console.dashboard.words import number, sentence, week_on_week
from nscp.turn_facts import Outcome

NOT_UNDERSTOOD = "not_understood"  # instead of a topic, for all messages that were not understood
GAP = "gap/"


@dataclass(frozen=True)
class Unanswered:
    """A kind of question.

    Attributes:
        topic: full name, or `NOT_UNDERSTOOD`.
        title: in words.
        asked: messages.
        is_asked: whether there are any.
        change: how the last two weeks compare, in words.
        url: the conversations in which it was asked; empty if there are none, or the reader may not see them.
        answer: what NSCP has approved last; None if nothing.
    """

    topic: str
    title: str
    asked: str
    is_asked: bool
    change: str
    url: str
    answer: ApprovedAnswer | None


def unanswered(period: Days, links: Links) -> list[Unanswered]:
    """Return all kinds of questions without an answer, the most frequent first, those that nobody asked at the end."""
    counted = tallies_by_topic(period)
    asked = {name: Tally() for name in (NOT_UNDERSTOOD, *titles()) if name == NOT_UNDERSTOOD or name.startswith(GAP)}
    asked |= counted[Outcome.NOT_IN_GUIDE]
    asked[NOT_UNDERSTOOD] = sum(counted[Outcome.FALLBACK].values(), Tally())
    answers = newest_answers()
    return [
        Unanswered(
            topic,
            title(topic),
            number(tally.total),
            tally.total > 0,
            sentence(week_on_week(tally, period)),
            links.to(period, **_filters(topic)) if tally.total else "",
            answers.get(topic),
        )
        for topic, tally in sorted(asked.items(), key=lambda kind: (-kind[1].total, title(kind[0])))
    ]


def _filters(topic: str) -> dict[str, str]:
    if topic == NOT_UNDERSTOOD:
        return {"outcome": Outcome.FALLBACK.value}
    return {"topic": topic, "outcome": Outcome.NOT_IN_GUIDE.value}


def title(topic: str) -> str:
    """Return what a kind of question is called."""
    return "Messages that were not understood" if topic == NOT_UNDERSTOOD else title_of(topic)


def newest_answers() -> dict[str, ApprovedAnswer]:
    """Return topic -> the answer that NSCP approved last."""
    newest = ApprovedAnswer.objects.values("topic").annotate(newest=Max("pk")).values("newest")
    return {answer.topic: answer for answer in ApprovedAnswer.objects.filter(pk__in=newest)}
