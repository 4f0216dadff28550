"""The trainers' inbox: what was not understood, group by group, and what became of it."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.models import Judgement
from console.conversations.unanswered import newest_answers
from console.navigation import page_of
from console.topics import groups
from console.topics import inbox as services
from console.topics import messages as single_messages
from console.topics.knowledge import knowledge
from console.topics.models import DecidedItem, Decision, Outcome
from console.topics.usage import today

PER_PAGE = 20
MOST_JUDGEMENTS = 50
HERE = (Outcome.EXAMPLE, Outcome.TOPIC, Outcome.GUIDE, Outcome.LEFT)  # what can be decided on these pages

works = needs(Permission.WORK_INBOX)


@works
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """List the groups, the largest first. No family's words are on this page."""
    known, since, before = knowledge(), _since(), _latest_decisions()
    is_for_the_guide = request.GET.get("show") == "guide"
    found = groups.for_the_guide(since) if is_for_the_guide else groups.misunderstood(since)
    page = page_of(request, found, PER_PAGE)
    answers = newest_answers() if is_for_the_guide else {}
    context = {
        "page": page,
        "rows": [(group, known.title_of(group.topic), group.topic in answers, before.get(group.id)) for group in page],
        "is_for_the_guide": is_for_the_guide,
        "messages_in_all": sum(group.size for group in found),
        "since": since,
        "now": _now(),
        "is_outdated": known.is_outdated,
    }
    return render(request, "topics/inbox.html", context)


@works
@require_safe
def group(request: HttpRequest, group: str) -> HttpResponse:
    """Show one group: reviewers' examples, single messages for those who may read them, and what was decided before."""
    known, since = knowledge(), _since()
    found = groups.find(group, since)
    before = list(Decision.objects.filter(group=group))
    if found is None and not before:
        raise Http404
    about = found or before[0]
    context = {
        "group": found,
        "topic": about.topic,
        "word": about.word,
        "title": known.title_of(about.topic),
        "is_known": about.topic in known.topics,
        "before": before,
        **(_contents(request, found) if found else {}),
    }
    return render(request, "topics/group.html", context)


@works
@require_POST
def decide(request: HttpRequest, group: str) -> HttpResponse:
    """Note what becomes of a group."""
    outcome, until = request.POST.get("outcome", ""), _time(request.POST.get("until", ""))
    if outcome not in HERE or until is None:
        raise Http404
    found = groups.find(group, _since())
    try:
        decision = services.decide(request, found, outcome, until) if found else None
    except services.AlreadyDecided:
        decision = None
    if decision is None:
        messages.warning(request, "A colleague has just dealt with it. Nothing was changed.")
    else:
        messages.success(request, f"{decision.get_outcome_display()}. You find it under “Done”.")
    return redirect(reverse("topics:inbox") + ("?show=guide" if found and found.is_for_the_guide else ""))


@works
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """List what became of groups, the newest first, and how many came since."""
    known, since = knowledge(), _since()
    page = page_of(request, Decision.objects.all())
    lapsed = set(groups.lapsed().values_list("pk", flat=True))
    again = {group.id: group.size for group in (*groups.misunderstood(since), *groups.for_the_guide(since))}
    rows = [(row, known.title_of(row.topic), row.pk in lapsed, again.get(row.group, 0)) for row in page]
    return render(request, "topics/done.html", {"page": page, "rows": rows})


@works
@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what was decided back into the inbox."""
    services.put_back(request, get_object_or_404(Decision, pk=pk))
    messages.success(request, "It is in the inbox again.")
    return redirect("topics:done")


def _contents(request: HttpRequest, group: groups.Group) -> dict[str, Any]:
    may_read, may_view = may(request, Permission.READ_MESSAGES), may(request, Permission.VIEW_CONVERSATIONS)
    if may_read:
        record(request, Action.VIEW, f"single messages of inbox {group.id}")
    said = single_messages.of_group(group, knowledge(), may_view) if may_read else []
    beside_messages = {judgement.pk for message in said for judgement in message.judgements}
    return {
        "judgements": [judgement for judgement in _judgements(group) if judgement.pk not in beside_messages],
        "said": said,
        "longest": single_messages.LONGEST_SHOWN,
        "most_shown": single_messages.MOST_SHOWN,
        "may_read": may_read,
        "answer": newest_answers().get(group.topic) if group.is_for_the_guide else None,
        "now": _now(),
    }


def _judgements(group: groups.Group) -> list[Judgement]:
    if group.is_for_the_guide:
        return list(Judgement.objects.filter(guide_should_answer=True, topic=group.topic).order_by("-at")[:MOST_JUDGEMENTS])
    numbers = group.newest(DecidedItem.Kind.JUDGEMENT, MOST_JUDGEMENTS)
    return list(Judgement.objects.filter(pk__in=numbers).order_by("-at"))


def _latest_decisions() -> dict[str, Decision]:
    """Return group -> what was decided about it last."""
    return {decision.group: decision for decision in Decision.objects.order_by("at", "pk")}


def _since() -> date:
    return groups.first_day(today())


def _now() -> str:
    return datetime.now(timezone.utc).isoformat()


def _time(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return min(at, datetime.now(timezone.utc)) if at.tzinfo else None
