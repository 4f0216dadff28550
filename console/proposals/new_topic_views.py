"""The pages on which a change is begun, a new topic is written, and a change that is in a proposal is written again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from console.accounts.access import may
from console.accounts.permissions import Permission
from console.proposals import services
from console.proposals.change_forms import ButtonWordsForm, FollowUpsForm, PhraseForm
from console.proposals.forms import NEW, BeginForm, ChangeForm, ExamplesForm
from console.proposals.knowledge import knowledge
from console.proposals.models import KIND_LABELS, Change, Proposal
from console.proposals.new_topic_form import NewTopicForm
from console.proposals.sentence_forms import Row
from console.proposals.states import CAN_BE_CHANGED
from console.proposals.views import HERE, proposes
from console.proposals.writing import lead_only, save, sent_sentences, show, writes
from console.topics.inbox import said_beside
from nscp.changes import ONLY_FOR_SAFETY, PHRASE_LISTS, Kind

# What `?what=` says -> the page that follows.
BEGINNINGS = {
    "topic": "proposals:topic",
    "new-topic": "proposals:new_topic",
    "buttons": "proposals:buttons",
    "phrases": "proposals:phrases",
    "safety-texts": "proposals:safety_texts",
}
FORMS: dict[Kind, type[ChangeForm]] = {
    Kind.ADD_EXAMPLES: ExamplesForm,
    Kind.ADD_FOLLOW_UPS: FollowUpsForm,
    Kind.BUTTON_WORDS: ButtonWordsForm,
    Kind.ADD_PHRASE: PhraseForm,
}


@proposes
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask in which proposal a change belongs, and go on to write it."""
    what, topic = request.GET.get("what", ""), request.GET.get("topic", "")
    titles = knowledge().titles
    if what not in BEGINNINGS or (what == "topic" and topic not in titles):
        raise Http404
    drafts = list(Proposal.objects.filter(state__in=CAN_BE_CHANGED))
    own = next((str(draft.pk) for draft in drafts if draft.author == request.user.get_username()), None)
    typed, first = request.POST if request.method == "POST" else None, {"proposal": own or NEW}
    form = BeginForm(typed, drafts=drafts, is_for_topic=what == "new-topic", initial=first)
    if form.is_valid():
        chosen = form.cleaned_data["proposal"]
        pk = services.start(request, form.cleaned_data["title"]).pk if chosen == NEW else int(chosen)
        arguments = (pk, topic) if what == "topic" else (pk,)
        more = {"group": request.GET.get("group", "")}
        if what == "new-topic":
            more["title"] = form.cleaned_data["title"]
        query = urlencode({name: value for name, value in more.items() if value})
        return redirect(reverse(BEGINNINGS[what], args=arguments) + (f"?{query}" if query else ""))
    context = {"form": form, "what": what, "title": titles.get(topic, ""), "topic": topic}
    return render(request, "proposals/begin.html", context, status=400 if form.errors else 200)


@writes
def new_topic(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Write a new topic, beside what families wrote if `?group=` names a group of the inbox."""
    return _topic(request, proposal, None)


@proposes
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a change again that is in a proposal."""
    found = get_object_or_404(Change, pk=pk)
    return _rewrite(request, found.proposal_id, change=found)


@writes
def _rewrite(request: HttpRequest, proposal: Proposal, change: Change) -> HttpResponse:
    kind = change.data_change.kind
    if kind in ONLY_FOR_SAFETY and not may(request, Permission.CHANGE_SAFETY):
        return lead_only(request, proposal)
    if kind is Kind.NEW_TOPIC:
        return _topic(request, proposal, change)
    if kind not in FORMS:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    initial = {"topic": change.topic, **change.content}
    form = FORMS[kind](typed, topic=change.topic, known=services.known_beside(change), initial=initial)
    if typed is not None and save(request, proposal, form, change):
        return redirect(HERE, proposal.pk)
    more = said_beside(request, proposal) if kind is Kind.ADD_EXAMPLES else {}
    if kind is Kind.ADD_PHRASE:
        more = {"words": sorted(form.known.phrase_words.items()), "about": PHRASE_LISTS[change.topic]}
    return show(request, "proposals/change.html", proposal, form, change, kind=KIND_LABELS[kind], **more)


def _topic(request: HttpRequest, proposal: Proposal, before: Change | None) -> HttpResponse:
    known = services.known_beside(before) if before else knowledge(proposal.data_changes())
    options: dict[str, Any] = {"known": known, "topic": before.data_change.topic_name if before else ""}
    if request.method == "POST":
        form = NewTopicForm(request.POST, **options)
        if "do" in request.POST:
            form = sent_sentences(request, proposal, form, before)
        elif save(request, proposal, form, before):
            return redirect("proposals:topic", proposal.pk, form.change.topic_name)
    elif before:
        rows = [Row.of(sentence) for sentence in before.content["sentences"]]
        form = NewTopicForm(initial=NewTopicForm.initial_of(before.data_change), rows=rows, **options)
    else:
        form = NewTopicForm(rows=[Row(), Row()], initial={"title": request.GET.get("title", "")}, **options)
    return show(request, "proposals/new_topic.html", proposal, form, before, **said_beside(request, proposal))
