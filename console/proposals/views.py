"""The pages about proposals: the list, a new one, one with its check, and the steps that staff take."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.navigation import page_of
from console.proposals import claims, live, services
from console.proposals.descriptions import describe_all, grouped
from console.proposals.forms import CommentForm, ExamplesForm, NewProposalForm, topic_choices
from console.proposals.knowledge import knowledge
from console.proposals.models import Change, Proposal
from console.proposals.results import sorted_result
from console.proposals.states import CAN_BE_CHANGED, CAN_BE_CHECKED, STEPS, State, WrongState
from console.topics.inbox import said_beside
from nscp.yaml_lines import DataError

logger = logging.getLogger(__name__)

HERE = "proposals:proposal"
OTHER = "The proposal has changed since you opened it. Look at it again before you decide: this is how it is now."
View = Callable[..., HttpResponse]


def _reads_data(view: View) -> View:
    """Say so plainly while a file of the assistant's has a mistake, so that nothing can be compared with it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return view(request, *args, **options)
        except DataError as error:
            logger.warning("Proposals cannot be shown: %s", error)
            return render(request, "proposals/unreadable.html", status=503)

    return answer


def proposes(view: View) -> View:
    """Mark a view for those who write proposals."""
    return needs(Permission.PROPOSE_CHANGES)(_reads_data(view))


def approves(view: View) -> View:
    """Mark a view for those who approve them."""
    return needs(Permission.APPROVE_CHANGES)(_reads_data(view))


@proposes
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List proposals, newest first."""
    context = {"page": page_of(request, Proposal.objects.all()), "only_in_database": live.only_in_database()}
    return render(request, "proposals/index.html", context)


@proposes
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a proposal with examples for a topic, which `?topic=` may choose."""
    initial = {"topic": request.GET.get("topic", "")}
    form = NewProposalForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            proposal = services.start_with(request, form.cleaned_data["title"], form.change)
        except services.Refused as refused:
            form.refuse(refused.reasons)
        else:
            messages.success(request, "The proposal is saved as a draft. Check it when it is complete.")
            return redirect(HERE, proposal.pk)
    return render(request, "proposals/new.html", {"form": form, **said_beside(request)}, status=400 if form.errors else 200)


@proposes
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one: its changes, how far its check is, and what it found."""
    return _show(request, get_object_or_404(Proposal, pk=pk))


@proposes
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add examples to it."""
    found = get_object_or_404(Proposal, pk=pk)
    form = ExamplesForm(request.POST)
    if not form.is_valid():
        return _show(request, found, examples_form=form)
    try:
        services.add(request, found, form.change)
    except services.Refused as refused:
        form.refuse(refused.reasons)
        return _show(request, found, examples_form=form)
    except WrongState as error:
        form.add_error("examples", f"{error} Copy what you typed, and begin a new proposal with it.")
        return _show(request, found, examples_form=form)
    return redirect(HERE, pk)


@proposes
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change out of its proposal."""
    change = get_object_or_404(Change, pk=pk)
    return _step(request, change.proposal, lambda: services.remove(request, change), "The change was removed.")


@proposes
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it checked."""
    found = get_object_or_404(Proposal, pk=pk)
    done = "It waits for its check, which takes a few minutes: you can leave this page."
    return _step(request, found, lambda: services.submit(request, found), done)


@proposes
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop its check."""
    found = get_object_or_404(Proposal, pk=pk)
    return _step(request, found, lambda: services.cancel(request, found), "The check is stopped.")


@approves
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve it, which makes it live."""
    found = get_object_or_404(Proposal, pk=pk)
    if request.POST.get("seen") != found.version:
        messages.error(request, OTHER)
        return redirect(HERE, pk)
    do = services.release if found.state == State.APPROVED else services.approve
    return _step(request, found, lambda: do(request, found), "Approved. Families get it within a minute.")


@approves
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return it to its author with a comment."""
    found = get_object_or_404(Proposal, pk=pk)
    form = CommentForm(request.POST)
    if form.is_valid() and request.POST.get("seen") != found.version:
        form.add_error("comment", OTHER)
    if form.errors:
        return _show(request, found, comment_form=form)
    comment = form.cleaned_data["comment"]
    return _step(request, found, lambda: services.send_back(request, found, comment), "Sent back to its author.")


@proposes
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up."""
    found = get_object_or_404(Proposal, pk=pk)
    return _step(request, found, lambda: services.withdraw(request, found), "Withdrawn.")


def _step(request: HttpRequest, found: Proposal, do: Callable[[], None], done: str) -> HttpResponse:
    """Take a step and go back to the proposal; what stands against it is shown there."""
    try:
        do()
        messages.success(request, done)
    except (services.Refused, WrongState, live.NotReleased) as error:
        messages.error(request, str(error))
    return redirect(HERE, found.pk)


def _show(
    request: HttpRequest,
    found: Proposal,
    examples_form: ExamplesForm | None = None,
    comment_form: CommentForm | None = None,
) -> HttpResponse:
    seen = found.version  # read before what is shown, so that it is never newer
    with_changes = knowledge(found.data_changes())
    may_decide = may(request, Permission.APPROVE_CHANGES) and found.state in (State.PASSED, State.APPROVED)
    following = STEPS[State(found.state)]
    wrong = next((form for form in (examples_form, comment_form) if form is not None and form.errors), None)
    context = {
        "proposal": found,
        "seen": seen,
        "groups": grouped(describe_all(found.changes.all(), knowledge())),
        "topics_by_name": with_changes.titles,
        "topics": topic_choices(with_changes),
        "result": found.result,
        "found": sorted_result(found.result, found.data_changes()),
        "is_worker_alive": claims.is_working(),
        "may_change": found.state in CAN_BE_CHANGED,
        "may_add": found.state in CAN_BE_CHANGED or examples_form is not None,
        "may_check": found.state in CAN_BE_CHECKED,
        "may_cancel": found.state in (State.WAITING, State.CHECKING),
        "may_withdraw": State.WITHDRAWN in following and request.user.get_username() in found.writers(),
        "may_decide": may_decide,
        "may_send_back": may_decide or comment_form is not None,
        "against": services.reasons_not_to_approve(request, found),
        "examples_form": examples_form or ExamplesForm(initial={"topic": request.GET.get("topic", "")}),
        "comment_form": comment_form or CommentForm(),
        "form": wrong,
    }
    return render(request, "proposals/proposal.html", context, status=400 if wrong else 200)
