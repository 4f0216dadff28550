"""The dashboard, and its figures as a file."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.exporting import csv_response
from console.conversations.models import OUTCOMES_EXPLAINED
from console.conversations.topics import title_of
from console.dashboard.charts import Chart, chart
from console.dashboard.figures import Figures, figures
from console.dashboard.forms import period

MOST_TOPICS = 15
MOST_DAYS = 31  # of a chart by days; a longer period is shown by weeks
DAY = "%-d %b %Y"


@needs(Permission.VIEW_DASHBOARD)
def index(request: HttpRequest) -> HttpResponse:
    """Show figures and charts of a period."""
    form, since, until = period(request.GET)
    found = figures(since, until)
    context = {
        "form": form,
        "since": since,
        "until": until,
        "figures": found,
        "charts": _charts(found, since, until),
        "response": [(name, found.response_within(share)) for name, share in (("Half", 0.5), ("95 of 100", 0.95))],
        "outcomes": [
            (outcome.label, words, found.outcomes[outcome], _share(found.outcomes[outcome], found))
            for outcome, words in OUTCOMES_EXPLAINED.items()
        ],
    }
    return render(request, "dashboard/index.html", context)


@needs(Permission.VIEW_DASHBOARD)
def csv(request: HttpRequest) -> HttpResponse:
    """Return the same figures as a file: what, which, how many."""
    _, since, until = period(request.GET)
    record(request, Action.EXPORT, "dashboard", f"{since} to {until}")
    found = figures(since, until)
    rows: list[tuple[str, str, int | None]] = [
        ("conversations", "", found.conversations),
        *(("conversations by message for NSCP", label, count) for label, count in _by_hand_off(found)),
        ("messages", "", found.messages),
        ("questions", "", found.questions),
        ("answers that helped", "", found.helped),
        ("answers that did not help", "", found.did_not_help),
        ("milliseconds within which half of the replies came", "", found.response_within(0.5)),
        ("milliseconds within which 95 of 100 replies came", "", found.response_within(0.95)),
        *(("outcome", str(outcome.label), found.outcomes[outcome]) for outcome in OUTCOMES_EXPLAINED),
        *(("topic", title_of(topic), count) for topic, count in found.topics.most_common()),
        *(("language", language, count) for language, count in found.languages.most_common()),
        *(("hour", f"{hour:02}:00", found.hours[hour]) for hour in range(24)),
        *(("day", day.isoformat(), count) for day, count in sorted(found.days.items())),
    ]
    return csv_response(f"dashboard-{since}-{until}", ("figure", "of", "count"), rows)


def _share(count: int, found: Figures) -> float:
    return count / found.messages if found.messages else 0.0


def _charts(found: Figures, since: date, until: date) -> list[Chart]:
    topics = [(title_of(topic), count) for topic, count in found.topics.most_common(MOST_TOPICS)]
    hours = [(f"{hour:02}:00 to {hour:02}:59", found.hours[hour]) for hour in range(24)]
    drawn = (
        chart("Messages by day" if _by_days(since, until) else "Messages by week", "When", _over_time(found, since, until)),
        chart("Topics asked about most", "Topic", topics),
        chart("Conversations and messages for NSCP", "Message for NSCP", _by_hand_off(found), "Conversations"),
        chart("Languages asked for", "Language (a guess)", found.languages.most_common()),
        chart("Messages by hour of the day", "Hour", hours),
    )
    return [picture for picture in drawn if picture]


def _by_hand_off(found: Figures) -> list[tuple[str, int]]:
    return [
        ("Left a message for NSCP", found.left),
        ("Asked for NSCP and left no message", found.asked),
        ("Neither", found.conversations - found.left - found.asked),
    ]


def _by_days(since: date, until: date) -> bool:
    return (until - since).days < MOST_DAYS


def _over_time(found: Figures, since: date, until: date) -> list[tuple[str, int]]:
    """Count by days, or by weeks from Mondays if there are too many; from the first with a message to the last."""
    if not found.days:
        return []
    step = 1 if _by_days(since, until) else 7
    counts: Counter[date] = Counter()
    for day, count in found.days.items():
        counts[day if step == 1 else day - timedelta(days=day.weekday())] += count
    first, last = min(counts), max(counts)
    days = [first + timedelta(days=place) for place in range(0, (last - first).days + 1, step)]
    return [(f"{'' if step == 1 else 'from '}{day.strftime(DAY)}", counts[day]) for day in days]
