"""What can be tried, and what becomes of a message that somebody tries."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from console.proposals.live import live_model
from console.proposals.models import Proposal
from console.proposals.states import State
from console.proposals.workspace import stored_model
from console.releases.files import folder
from console.releases.models import Release
from console.trying.models import Question

STORED = timedelta(hours=1)  # the longest that anything typed here stays
LATE = timedelta(minutes=3)  # after which no answer comes: loading two models takes half a minute, longer during a check
MOST_WAITING = 3  # messages of one person without an answer


class TooMany(Exception):
    """Somebody has asked much that is not answered yet."""


def model_of(proposal: Proposal) -> Path | None:
    """Return the file of the model that was trained with a proposal; None if there is none."""
    if proposal.model:
        file = stored_model(proposal)
    elif proposal.state == State.RELEASED and (release := Release.objects.filter(proposal=proposal.pk).first()):
        file = folder() / release.file
    else:
        return None
    return file if file.is_file() else None


def models_for(question: Question) -> dict[str, Path]:
    """Return the models that answer a question: `live`, and `changed` if that is another one."""
    models = {"live": live_model()}
    changed = model_of(question.proposal) if question.proposal else None
    if changed not in (None, models["live"]):
        models["changed"] = changed
    return models


def ask(by: str, text: str, proposal: Proposal | None) -> Question:
    """Note a message for the trainer worker to try.

    Raises:
        TooMany: the same person waits for answers already.
    """
    forget_old()
    since = timezone.now() - LATE
    if Question.objects.filter(by=by, answered_at=None, asked_at__gt=since).count() >= MOST_WAITING:
        raise TooMany
    question: Question = Question.objects.create(by=by, text=text, proposal=proposal, asked_at=timezone.now())
    return question


def forget_old() -> None:
    """Delete what is older than an hour, seen or not."""
    Question.objects.filter(asked_at__lte=timezone.now() - STORED).delete()


def forget_text(question: Question) -> None:
    """Delete what was typed; its answer stays for an hour."""
    Question.objects.filter(pk=question.pk).update(text="")


def is_late(question: Question) -> bool:
    """Whether an answer should have come long ago."""
    return question.answered_at is None and question.asked_at < timezone.now() - LATE
