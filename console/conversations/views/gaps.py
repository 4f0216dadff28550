"""What the guide does not answer, with a box for what NSCP would say; and what reviewers judged, for trainers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.exporting import csv_response, local_time
from console.conversations.forms import AnswerForm
from console.conversations.models import ApprovedAnswer, Judgement, Message, MissedDetail
from console.conversations.topics import title_of, titles
from console.conversations.unanswered import NOT_UNDERSTOOD, title, unanswered
from console.dashboard.forms import PeriodForm
from console.dashboard.tables import Links
from console.navigation import page_of
from console.validators import DETAIL_LABELS

COLUMNS = ("when", "who", "right", "taken for", "really about", "the guide should answer it", "example in own words")


@needs(Permission.VIEW_REVIEW_DATA)
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """List kinds of questions without an answer, the most frequent first."""
    form = PeriodForm(request.GET)
    links = Links(may(request, Permission.VIEW_CONVERSATIONS))
    kinds = unanswered(form.period, links) if form.period else []
    return render(request, "conversations/gaps.html", {"form": form, "period": form.period, "kinds": kinds})


@needs(Permission.VIEW_REVIEW_DATA)
@require_safe
def gap(request: HttpRequest, topic: str) -> HttpResponse:
    """Show one kind of question, with every answer that was approved for it."""
    return _gap_page(request, topic, AnswerForm())


@needs(Permission.REVIEW_CONVERSATIONS)
@require_POST
def approve(request: HttpRequest, topic: str) -> HttpResponse:
    """Save an answer; the earlier ones stay."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _gap_page(request, topic, form)
    _refuse_unknown(topic)
    with transaction.atomic():
        record(request, Action.CHANGE, f"approved answer {topic}")
        ApprovedAnswer.objects.create(topic=topic, text=form.cleaned_data["text"], by=request.user.get_username())
    messages.success(request, "The answer is saved for the trainers.")
    return redirect("conversations:gap", topic)


@needs(Permission.VIEW_REVIEW_DATA)
@require_safe
def judgements(request: HttpRequest) -> HttpResponse:
    """List what reviewers judged, newest first."""
    context = {
        "page": page_of(request, _chosen(request)),
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
            "yes" if row.is_right else "no",
            title_of(row.taken_for),
            title_of(row.topic),
            "yes" if row.guide_should_answer else "no",
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
    rows = Judgement.objects.order_by("-at", "-pk")
    return rows.filter(is_right=False) if "wrong" in request.GET else rows


def _gap_page(request: HttpRequest, topic: str, form: AnswerForm) -> HttpResponse:
    _refuse_unknown(topic)
    context = {
        "topic": topic,
        "title": title(topic),
        "form": form,
        "answers": ApprovedAnswer.objects.filter(topic=topic).order_by("-pk"),
        "may_review": may(request, Permission.REVIEW_CONVERSATIONS),
    }
    return render(request, "conversations/gap.html", context, status=400 if form.errors else 200)


def _refuse_unknown(topic: str) -> None:
    if topic != NOT_UNDERSTOOD and topic not in titles() and not Message.objects.filter(topic=topic).exists():
        raise Http404
