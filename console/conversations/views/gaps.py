"""What the guide does not answer, and what reviewers judged, for trainers."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.exporting import csv_response, local_time, yes_or_no
from console.conversations.judging import others_of
from console.conversations.models import Judgement, MissedDetail, is_disputed
from console.conversations.topics import title_of
from console.conversations.unanswered import unanswered
from console.dashboard.forms import PeriodForm
from console.dashboard.tables import Links
from console.navigation import page_of
from console.validators import DETAIL_LABELS

COLUMNS = (
    "when",
    "who",
    "message",  # the same number for all judgements of one message
    "right",
    "understood as",
    "understood as (id)",
    "really about",
    "really about (id)",
    "reviewers differ",
    "the guide should answer it",
    "example in own words",
)

NO_TOPIC_FITS = "No topic fits"


@needs(Permission.VIEW_REVIEW_DATA)
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """List kinds of questions without an answer, the most frequent first."""
    form = PeriodForm(request.GET)
    links = Links(may(request, Permission.VIEW_CONVERSATIONS))
    kinds = unanswered(form.period, links) if form.period else []
    by_asked = {
        "asked": [kind for kind in kinds if kind.is_asked],
        "not_asked": [kind for kind in kinds if not kind.is_asked],
    }
    return render(request, "conversations/gaps.html", {"form": form, "period": form.period, **by_asked})


@needs(Permission.VIEW_REVIEW_DATA)
@require_safe
def judgements(request: HttpRequest) -> HttpResponse:
    """List what reviewers judged, newest first."""
    page = page_of(request, _chosen(request))
    others = others_of([row for row in page if row.is_disputed])
    context = {
        "page": page,
        "rows": [(row, others.get(row.pk, [])) for row in page],
        "messages_judged": Judgement.objects.aggregate(
            all=Count("number", distinct=True), disputed=Count("number", distinct=True, filter=Q(is_disputed()))
        ),
        "wrong_only": "wrong" in request.GET,
        "missed_details": _missed_details(),
        "may_view": may(request, Permission.VIEW_CONVERSATIONS),
    }
    return render(request, "conversations/judgements.html", context)


@needs(Permission.VIEW_REVIEW_DATA)
@require_safe
def judgements_csv(request: HttpRequest) -> HttpResponse:
    """Download the same: nothing in it is a family's own words."""
    record(request, Action.EXPORT, "review data", "as CSV")
    rows = (
        (
            local_time(row.at),
            row.by,
            row.number,
            yes_or_no(row.is_right),
            title_of(row.taken_for),
            row.taken_for,
            title_of(row.topic) if row.topic or row.is_right else NO_TOPIC_FITS,
            row.topic,
            yes_or_no(row.is_disputed),
            yes_or_no(row.guide_should_answer),
            row.example,
        )
        for row in _chosen(request)
    )
    return csv_response("review-data", COLUMNS, rows)


def _missed_details() -> list[tuple[str, int]]:
    """Return what reviewers hid, by kind in words, the most frequent first."""
    counted = MissedDetail.objects.values_list("kind").annotate(count=Count("pk")).order_by("-count", "kind")
    return [(DETAIL_LABELS.get(kind, kind), count) for kind, count in counted]


def _chosen(request: HttpRequest) -> Any:
    """Return all judgements, or those of messages on which not all said that the assistant was right."""
    rows = Judgement.objects.annotate(is_disputed=is_disputed()).order_by("-at", "-pk")
    return rows.filter(Q(is_right=False) | Q(is_disputed=True)) if "wrong" in request.GET else rows
