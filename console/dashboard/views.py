"""The dashboard, and its figures as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.exporting import csv_response
from console.conversations.models import OUTCOMES_EXPLAINED
from console.dashboard import exporting, rankings
from console.dashboard.figures import Figures, figures
from console.dashboard.forms import PeriodForm
from console.dashboard.key_figures import key_figures
from console.dashboard.tables import Cell, Links, Row, Table
from console.dashboard.trends import hours, trends
from console.dashboard.words import number, percent


@needs(Permission.VIEW_DASHBOARD)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show figures and charts of a period."""
    form = PeriodForm(request.GET)
    context = {"form": form, "query": request.GET.urlencode()}
    if form.period:
        found, links = figures(form.period), Links(may(request, Permission.VIEW_CONVERSATIONS))
        context |= {"period": form.period, "is_empty": not found.messages.total}
        if found.messages.total:
            context |= _content(found, links)
    context["may_see_gaps"] = may(request, Permission.VIEW_REVIEW_DATA)
    return render(request, "dashboard/index.html", context)


@needs(Permission.VIEW_DASHBOARD)
@require_safe
def csv(request: HttpRequest) -> HttpResponse:
    """Return the same figures as a file; for dates that cannot be used, the page that says so."""
    period = PeriodForm(request.GET).period
    if period is None:
        return redirect(f"{reverse('dashboard:index')}?{request.GET.urlencode()}")
    record(request, Action.EXPORT, "dashboard", f"{period.first} to {period.last}")
    name = f"dashboard-{period.first}-to-{period.last}"
    return csv_response(name, exporting.COLUMNS, exporting.rows(figures(period)))


def _content(found: Figures, links: Links) -> dict[str, object]:
    return {
        "key_figures": key_figures(found, links),
        "trends": trends(found, links),
        "outcomes": _outcomes(found, links),
        "topics": rankings.topics(found, links),
        "gaps": rankings.gaps(found, links),
        "hours": hours(found),
        "others": [
            rankings.opinions(found, links),
            rankings.messages_for_nscp(found, links),
            rankings.languages(found, links),
        ],
        "response": [(words, found.response_within(share)) for words, share in (("half", 0.5), ("95%", 0.95))],
    }


def _outcomes(found: Figures, links: Links) -> Table:
    """Return every outcome, with what it means."""
    rows = []
    for outcome, words in OUTCOMES_EXPLAINED.items():
        count = found.outcome(outcome).total
        url = links.to(found.period, outcome=outcome.value) if count else ""
        share = percent(count, found.messages.total)
        rows.append(Row(str(outcome.label), [Cell(number(count), url), Cell(share), Cell(words)]))
    return Table(["Outcome", "Messages", "Share", "What it means"], rows)
