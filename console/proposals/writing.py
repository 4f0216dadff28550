"""What the pages share on which changes are written: a proposal that can be changed, and saving a change in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from console.accounts.permissions import Permission
from console.proposals import services
from console.proposals.change_forms import RemovalForm
from console.proposals.forms import ChangeForm
from console.proposals.knowledge import knowledge
from console.proposals.models import Change, Proposal
from console.proposals.previews import preview
from console.proposals.rules import reasons_against
from console.proposals.sentence_forms import SentencesForm
from console.proposals.states import CAN_BE_CHANGED, State, WrongState
from console.proposals.views import HERE, proposes
from nscp.changes import DataChange, Kind

COPY_IT = "Copy what you typed, and begin a new proposal with it."
SAVED = "Saved in the proposal. Families read it when it has been checked and approved."
Show = Callable[..., HttpResponse]


def writes(view: Show) -> Show:
    """Mark a view for those who write proposals, and give it the proposal, which can be changed or has just been sent to."""

    @proposes
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, pk: int, **options: Any) -> HttpResponse:
        proposal = get_object_or_404(Proposal, pk=pk)
        if request.method != "POST" and proposal.state not in CAN_BE_CHANGED:
            messages.error(request, f"It cannot be changed while it is “{State(proposal.state).label.lower()}”.")
            return redirect(HERE, pk)
        return view(request, proposal, **options)

    return answer


def written(proposal: Proposal, kind: Kind, topic: str, variation: int = 0) -> Change | None:
    """Return the change of a text or title that is in the proposal already."""
    found = proposal.changes.filter(kind=kind.value, topic=topic)
    return next((change for change in found if change.content.get("variation", 0) == variation), None)


def new_topic_in(proposal: Proposal, name: str) -> Change | None:
    """Return the change that makes a topic of a full name, if the proposal has one."""
    made = proposal.changes.filter(kind=Kind.NEW_TOPIC.value)
    return next((change for change in made if change.data_change.topic_name == name), None)


def version(change: Change | None) -> str:
    """Return what is different when somebody has written a change again."""
    return f"{change.pk} {change.at.isoformat()}" if change else ""


def save(request: HttpRequest, proposal: Proposal, form: ChangeForm, before: Change | None = None) -> bool:
    """Write a form's change into a proposal, in the place of one that is in it; what stands against it is in the form."""
    if not form.is_valid():
        return False
    try:
        if request.POST.get("seen", "") != version(before):
            raise WrongState(services.JUST_CHANGED)
        if before is None:
            services.add(request, proposal, form.change)
        else:
            services.rewrite(request, before, form.change)
    except services.Refused as refused:
        form.refuse(refused.reasons)
        return False
    except WrongState as error:
        form.refuse([str(error) if str(error) == services.JUST_CHANGED else f"{error} {COPY_IT}"])
        return False
    messages.success(request, SAVED)
    return True


def take_out(request: HttpRequest, proposal: Proposal, form: RemovalForm) -> bool:
    """Write into a proposal that what was chosen is removed; what stands against it is in the form."""
    if not form.is_valid():
        return False
    try:
        services.add_all(request, proposal, form.changes)
    except services.Refused as refused:
        form.add_error("removed", refused.reasons)
        return False
    except WrongState as error:
        form.add_error("removed", str(error))
        return False
    messages.success(request, SAVED)
    return True


def sent_sentences(request: HttpRequest, proposal: Proposal, form: SentencesForm, before: Change | None) -> SentencesForm:
    """Return the form after a button that saves nothing: a preview with what stands against it, or another order."""
    step = request.POST.get("do", "")
    if step != "preview":
        return form.rearranged(step)
    if form.is_valid():
        known = services.known_beside(before) if before else knowledge(proposal.data_changes())
        form.refuse(reasons_against(form.change, known))
    return form


def show(
    request: HttpRequest, template: str, proposal: Proposal, form: ChangeForm, before: Change | None, **context: Any
) -> HttpResponse:
    """Show a page with a form."""
    seen = request.POST.get("seen", "") if request.method == "POST" else version(before)
    context |= {"proposal": proposal, "form": form, "seen": seen, "is_written": before is not None}
    if isinstance(form, SentencesForm):
        context |= {"preview": preview(form.typed, form.known.sources), "contacts": form.known.sources.contacts}
        guide = form.known.sources.guide.values()
        context["guide"] = [{"number": n, "heading": one.heading, "text": one.text} for n, one in enumerate(guide, 1)]
    return render(request, template, context, status=400 if form.errors else 200)


def lead_only(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Say who may open a page on safety."""
    may_change = {"is_active": True, "groups__permissions__codename": Permission.CHANGE_SAFETY.value}
    leads = get_user_model().objects.filter(**may_change).distinct().order_by("username")
    return render(request, "proposals/lead_only.html", {"proposal": proposal, "leads": leads}, status=403)


def write_text(
    request: HttpRequest, proposal: Proposal, change: DataChange, template: str, done: HttpResponse, **context: Any
) -> HttpResponse:
    """Show and take the form of one text.

    Args:
        change: kind, topic and variation.
        done: the answer when it is saved.
    """
    known, variation = knowledge(proposal.data_changes()), change.content["variation"]
    before = written(proposal, change.kind, change.topic, variation)
    options = {"topic": change.topic, "known": known, "variation": variation, "kind": change.kind}
    if request.method == "POST":
        form = SentencesForm(request.POST, **options)
        if "do" in request.POST:
            form = sent_sentences(request, proposal, form, before)
        elif save(request, proposal, form, before):
            return done
    else:
        form = SentencesForm.of_text(known.text(change.response, variation), **options)
    return show(request, template, proposal, form, before, variation=variation, **context)
