"""What NSCP would answer to a question that the guide leaves open: approved answers, changed and withdrawn by reviewers."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.forms import AnswerForm
from console.conversations.models import ApprovedAnswer, Message
from console.conversations.topics import titles
from console.conversations.unanswered import NOT_UNDERSTOOD, title
from console.forms import ReasonForm


@needs(Permission.VIEW_REVIEW_DATA)
@require_safe
def gap(request: HttpRequest, topic: str) -> HttpResponse:
    """Show one kind of question, with every answer that was approved for it."""
    return _gap_page(request, topic, AnswerForm())


@needs(Permission.REVIEW_CONVERSATIONS)
def approve(request: HttpRequest, topic: str) -> HttpResponse:
    """Save an answer; the earlier ones stay."""
    _refuse_unknown(topic)
    if request.method != "POST":
        return redirect("conversations:gap", topic)
    form = AnswerForm(request.POST, instance=ApprovedAnswer(topic=topic, by=request.user.get_username()))
    if not form.is_valid():
        return _gap_page(request, topic, form)
    with transaction.atomic():
        record(request, Action.CHANGE, f"approved answer {topic}", "saved it")
        form.save()
    messages.success(request, "The answer is saved for the trainers.")
    return redirect("conversations:gap", topic)


@needs(Permission.REVIEW_CONVERSATIONS)
def change_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an answer, or who approved it and when."""
    answer = get_object_or_404(ApprovedAnswer, pk=pk)
    # Read before the form writes what was typed into `answer`.
    saved = {"text": answer.text, "by": answer.changed_by or answer.by, "version": str(answer.changed_at or answer.at)}
    form = AnswerForm(request.POST if request.method == "POST" else None, instance=answer)
    is_outdated = request.method == "POST" and request.POST.get("seen") != saved["version"]
    if form.is_valid() and not is_outdated:
        answer.changed_by, answer.changed_at = request.user.get_username(), timezone.now()
        with transaction.atomic():
            record(request, Action.CHANGE, f"approved answer {answer.topic}", "changed it")
            form.save()
        messages.success(request, "The answer is changed.")
        return redirect("conversations:gap", answer.topic)
    if is_outdated:
        form.add_error("text", f"{saved['by']} has changed this answer since you opened it. Compare yours with theirs.")
    context = {"form": form, "topic": answer.topic, "title": title(answer.topic), "saved": saved, "is_outdated": is_outdated}
    return render(request, "conversations/change_answer.html", context, status=400 if form.errors else 200)


@needs(Permission.REVIEW_CONVERSATIONS)
def withdraw_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an answer that NSCP does not stand by any more, with the reason in the audit log."""
    answer = get_object_or_404(ApprovedAnswer, pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, question="Why is it withdrawn?")
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            reason = f"withdrew it: {form.cleaned_data['reason']}"
            record(request, Action.CHANGE, f"approved answer {answer.topic}", reason)
            answer.delete()
        messages.success(request, "The answer is withdrawn.")
        return redirect("conversations:gap", answer.topic)
    context = {"form": form, "answer": answer, "title": title(answer.topic)}
    return render(request, "conversations/withdraw_answer.html", context, status=400 if form.errors else 200)


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
