"""The pages on which one topic is changed within a proposal, and the page that says what would be live of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from console.proposals.change_forms import FollowUpsForm, RemovedExamplesForm, RemovedFollowUpsForm, TitleForm
from console.proposals.descriptions import describe_all
from console.proposals.knowledge import Knowledge, added_examples, knowledge
from console.proposals.models import Proposal
from console.proposals.previews import preview
from console.proposals.views import HERE, proposes
from console.proposals.writing import new_topic_in, save, show, take_out, write_text, writes, written
from console.topics.knowledge import knowledge as known_topics
from console.topics.knowledge import plain
from console.topics.topic_list import LONGEST_SEARCH, has_all
from nscp.changes import SAFETY_TOPICS, DataChange, Kind
from nscp.topic_rules import normal

TOPIC = "proposals:topic"
MOST_SHOWN = 100  # examples on one page


@proposes
@require_safe
def choose_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on to the topic that was chosen on a proposal's page."""
    proposal, topic = get_object_or_404(Proposal, pk=pk), request.GET.get("topic", "")
    if topic in knowledge(proposal.data_changes()).titles:
        return redirect(TOPIC, pk, topic)
    messages.error(request, "Choose the topic that you want to change.")
    return redirect(HERE, pk)


@proposes
@require_safe
def topic(request: HttpRequest, pk: int, topic: str) -> HttpResponse:
    """Say what of a topic would be live with a proposal, and lead to the pages that change it."""
    proposal = get_object_or_404(Proposal, pk=pk)
    changes = list(proposal.changes.all())
    now, then = knowledge(), knowledge(proposal.data_changes())
    _title_or_404(then, topic)
    of_topic = [one for one in describe_all(changes, now) if one.topic == topic]
    answer, simpler = DataChange(Kind.ANSWER, topic).response, DataChange(Kind.SIMPLER, topic).response
    is_changeable = answer not in then.replies and answer in then.texts
    context = {
        "proposal": proposal,
        "topic": topic,
        "title": then.title_of(topic),
        "changes": of_topic,
        "new": new_topic_in(proposal, topic),
        "texts": [preview(text, then.sources) for text in then.texts.get(answer, [])] if is_changeable else [],
        "simpler": [preview(text, then.sources) for text in then.texts.get(simpler, [])],
        "may_have_simpler": topic.startswith("faq/"),
        "follow_ups": _by_answer(then, topic),
        "examples": sum(name == topic for name in then.examples.values()),
        "new_examples": [text for one in changes for text in _examples_of(one.data_change, topic)],
        "removed_examples": [one.before[0].text for one in of_topic if one.change.kind == Kind.REMOVE_EXAMPLE],
        "is_about_safety": topic in SAFETY_TOPICS,
    }
    return render(request, "proposals/topic.html", context)


@writes
def answer(request: HttpRequest, proposal: Proposal, topic: str, number: int) -> HttpResponse:
    """Change one wording of a topic's answer; the next number adds one."""
    return _text(request, proposal, Kind.ANSWER, topic, number)


@writes
def simpler(request: HttpRequest, proposal: Proposal, topic: str, number: int) -> HttpResponse:
    """Change a topic's simpler version, or write it."""
    if not topic.startswith("faq/"):
        raise Http404
    return _text(request, proposal, Kind.SIMPLER, topic, number)


def _text(request: HttpRequest, proposal: Proposal, kind: Kind, topic: str, number: int) -> HttpResponse:
    known = knowledge(proposal.data_changes())
    title = _title_or_404(known, topic)
    change = DataChange(kind, topic, {"variation": number - 1})
    texts = known.texts.get(change.response, [])
    is_answer = kind is Kind.ANSWER
    if not 1 <= number <= len(texts) + 1 or (is_answer and (not texts or change.response in known.replies)):
        raise Http404
    new = new_topic_in(proposal, topic)
    if new is not None and is_answer:
        return redirect("proposals:change", new.pk)
    context = {"topic": topic, "title": title, "is_simpler": not is_answer, "of": max(len(texts), number)}
    return write_text(request, proposal, change, "proposals/answer.html", redirect(TOPIC, proposal.pk, topic), **context)


@writes
def title(request: HttpRequest, proposal: Proposal, topic: str) -> HttpResponse:
    """Give a topic another title."""
    now = _title_or_404(knowledge(), topic)
    before = written(proposal, Kind.TITLE, topic)
    typed = request.POST if request.method == "POST" else None
    form = TitleForm(typed, topic=topic, initial={"title": before.content["title"] if before else now})
    if typed is not None and save(request, proposal, form, before):
        return redirect(TOPIC, proposal.pk, topic)
    return show(request, "proposals/title.html", proposal, form, before, topic=topic, title=now)


@writes
def follow_ups(request: HttpRequest, proposal: Proposal, topic: str) -> HttpResponse:
    """Add and remove a topic's follow-up questions."""
    known = knowledge(proposal.data_changes())
    name = _title_or_404(known, topic)
    typed = request.POST if request.method == "POST" else None
    is_removal = typed is not None and "remove" in typed
    form = FollowUpsForm(None if is_removal else typed, topic=topic, known=known)
    removal = RemovedFollowUpsForm(typed if is_removal else None, topic=topic, known=known)
    if typed is not None and (take_out(request, proposal, removal) if is_removal else save(request, proposal, form)):
        return redirect(TOPIC, proposal.pk, topic)
    page = show(request, "proposals/follow_ups.html", proposal, form, None, topic=topic, title=name, removal=removal)
    page.status_code = 400 if removal.errors else page.status_code
    return page


@writes
def examples(request: HttpRequest, proposal: Proposal, topic: str) -> HttpResponse:
    """Remove examples of a topic, those with the words of `?q=` if there are any."""
    known, words = knowledge(proposal.data_changes()), request.GET.get("q", "")[:LONGEST_SEARCH]
    name = _title_or_404(known, topic)
    of_topic = known_topics().topics[topic].examples if topic in known_topics().topics else ()
    found = [one for one in of_topic if known.examples.get(normal(one.text)) == topic and normal(one.text) != normal(name)]
    if words.strip():
        found = [one for one in found if has_all(one.search, plain(words).split())]
    shown = [one.text for one in found[:MOST_SHOWN]]
    form = RemovedExamplesForm(request.POST if request.method == "POST" else None, topic=topic, texts=shown)
    if form.is_bound and take_out(request, proposal, form):
        return redirect(TOPIC, proposal.pk, topic)
    context = {"proposal": proposal, "topic": topic, "title": name, "form": form, "words": words}
    context |= {"found": len(found), "shown": len(shown)}
    return render(request, "proposals/examples.html", context, status=400 if form.errors else 200)


def _title_or_404(known: Knowledge, topic: str) -> str:
    if topic not in known.titles:
        raise Http404
    return known.titles[topic]


def _by_answer(known: Knowledge, topic: str) -> list[tuple[str, list[str]]]:
    """Return the follow-up questions of a topic by the title of the topic that answers them."""
    found: dict[str, list[str]] = {}
    for says, answer in known.follow_ups_of(topic):
        found.setdefault(known.title_of(answer), []).append(says)
    return sorted(found.items())


def _examples_of(change: DataChange, topic: str) -> list[str]:
    return added_examples(change) if change.topic_name == topic else []
