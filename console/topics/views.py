"""What the assistant knows: the list of topics, and a page for each. Nothing is changed here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.models import Judgement
from console.navigation import page_of
from console.topics import messages as single_messages
from console.topics.knowledge import Knowledge, KnownTopic, knowledge, plain
from console.topics.likeness import nearest
from console.topics.topic_list import LONGEST_SEARCH, ORDERS, TopicsForm, has_all, rows
from console.topics.usage import DAYS, Usage, today, usage_by_topic, weeks

MOST_JUDGEMENTS = 20


@needs(Permission.VIEW_REVIEW_DATA)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the topics that the search leaves."""
    known, form = knowledge(), TopicsForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    order = request.GET.get("sort", "")
    order = order if order in ORDERS else "asked"
    found = rows(known, usage_by_topic(today()), chosen.get("q", ""), chosen.get("kind", ""), order)
    context = {
        "form": form,
        "words": chosen.get("q", "").strip(),
        "rows": found,
        "examples": sum(len(topic.examples) for topic in known.topics.values()),
        "order": order,
        "orders": [(name, title) for name, (title, _) in ORDERS.items()],
        "is_outdated": known.is_outdated,
        "days": DAYS,
    }
    return render(request, "topics/index.html", context)


@needs(Permission.VIEW_REVIEW_DATA)
@require_safe
def topic(request: HttpRequest, topic: str) -> HttpResponse:
    """Show one topic: what it answers, what it is taught with, and how well that goes."""
    known = knowledge()
    found = _known_or_404(known, topic)
    until, words = today(), request.GET.get("q", "")[:LONGEST_SEARCH]
    examples = (
        [one for one in found.examples if has_all(one.search, plain(words).split())] if words.strip() else found.examples
    )
    usage, by_week = usage_by_topic(until, topic).get(topic, Usage()), weeks(topic, until)
    wrong = Judgement.objects.filter(is_right=False).order_by("-at", "-pk")
    context = {
        "topic": found,
        "follow_ups": [(one.says, one.answer, known.title_of(one.answer)) for one in found.follow_ups],
        "usage": usage,
        "mixed": [(name, known.title_of(name), mixed) for name, mixed in usage.most_mixed()[:10]],
        "weeks": by_week,
        "most": max(week.answered for week in by_week),
        "not_this": wrong.filter(taken_for=topic)[:MOST_JUDGEMENTS],
        "this_after_all": wrong.filter(topic=topic)[:MOST_JUDGEMENTS],
        "nearest": nearest(known, topic),
        "words": words,
        "page": page_of(request, examples),
        "may_read": may(request, Permission.READ_MESSAGES),
        "is_outdated": known.is_outdated,
    }
    return render(request, "topics/topic.html", context)


@needs(Permission.READ_MESSAGES)
@require_safe
def messages(request: HttpRequest, topic: str) -> HttpResponse:
    """Show single messages that a topic answered lately, and how families liked that."""
    known = knowledge()
    found = _known_or_404(known, topic)
    record(request, Action.VIEW, f"single messages of topic {topic}")
    may_view = may(request, Permission.VIEW_CONVERSATIONS)
    context = {
        "topic": found,
        "said": single_messages.of_topic(topic, known, may_view),
        "longest": single_messages.LONGEST_SHOWN,
    }
    return render(request, "topics/messages.html", context)


def _known_or_404(known: Knowledge, name: str) -> KnownTopic:
    if name not in known.topics:
        raise Http404
    return known.topics[name]
