"""Trying a message on the live assistant and on a proposal's, and the help while examples are typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.proposals import claims
from console.proposals.knowledge import knowledge
from console.proposals.models import Proposal
from console.proposals.states import CAN_BE_CHANGED, State
from console.proposals.views import proposes
from console.trying import hints, services
from console.trying.answers import answers_to, are_alike
from console.trying.forms import TryForm
from console.trying.models import Question

NO_WORKER = (
    "Nothing can answer at the moment. Ask the people who run the service to start the trainer worker, then try again. "
    "What you typed is still here."
)
TOO_MANY = "Wait for the answers to what you tried before, then try again."


@proposes
@require_http_methods(["GET", "HEAD", "POST"])
def live(request: HttpRequest) -> HttpResponse:
    """Try a message on the live assistant."""
    return _ask(request, None)


@proposes
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a message on a proposal's model, beside the live one."""
    return _ask(request, get_object_or_404(Proposal, pk=pk))


@proposes
@require_safe
def answer(request: HttpRequest, question: UUID) -> HttpResponse:
    """Show what was answered to a message, once; the message is then deleted."""
    found = Question.objects.filter(pk=question, by=request.user.get_username()).select_related("proposal").first()
    if found is None:
        raise Http404
    context: dict[str, Any] = {"question": found, "is_late": services.is_late(found)}
    if found.answered_at:
        changes = found.proposal.data_changes() if found.proposal else ()
        answers = answers_to(found, knowledge().titles, knowledge(changes).titles)
        context |= {"answers": answers, "are_alike": are_alike(answers)}
        services.forget_text(found)
    return _show(request, found.proposal, TryForm(), context)


@proposes
@require_POST
def check_lines(request: HttpRequest) -> HttpResponse:
    """Say what stands against examples as they are typed. Nothing of them is stored or logged."""
    if not hints.may_ask(request.user.pk):
        return HttpResponse(status=429)
    pk, topic = request.POST.get("proposal", ""), request.POST.get("topic", "")
    found = Proposal.objects.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 10 else None
    known = knowledge(found.data_changes() if found and found.state in CAN_BE_CHANGED else ())
    lines = request.POST.getlist("line")[: hints.MOST_LINES]
    return render(request, "trying/hints.html", {"lines": hints.of_lines(lines, topic, known)})


def _ask(request: HttpRequest, about: Proposal | None) -> HttpResponse:
    if request.method != "POST":
        return _show(request, about, TryForm())
    form = TryForm(request.POST)
    if form.is_valid() and not claims.is_working():
        form.add_error("text", NO_WORKER)
    elif form.is_valid() and not _why_not(about):
        try:
            question = services.ask(request.user.get_username(), form.cleaned_data["text"], about)
            return redirect("trying:answer", question.pk)
        except services.TooMany:
            form.add_error("text", TOO_MANY)
    return _show(request, about, form)


def _why_not(about: Proposal | None) -> str:
    """Return why a proposal cannot be tried, and what to do; empty if it can, or there is none."""
    if about is None or services.model_of(about) is not None:
        return ""
    if about.state in (State.WAITING, State.CHECKING):
        return "You can try it when its check has ended."
    if about.state == State.REFUSED:
        return "It did not pass its check, so it cannot be tried. Change it, and check it again to try it."
    return "Check it first to try it."


def _show(request: HttpRequest, about: Proposal | None, form: TryForm, more: dict[str, Any] | None = None) -> HttpResponse:
    context = {
        "proposal": about,
        "form": form,
        "why_not": _why_not(about),
        "is_worker_alive": claims.is_working(),
        **(more or {}),
    }
    return render(request, "trying/try.html", context, status=400 if form.errors else 200)
