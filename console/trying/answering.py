"""The part of the trainer worker that answers what trainers try, also while a check goes on."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from django.db import close_old_connections, connection
from django.utils import timezone

from console.proposals import claims
from console.trying import services
from console.trying.models import Question
from console.trying.processes import NoAnswer, RunningModels

logger = logging.getLogger(__name__)

PAUSE = 0.3  # seconds between two looks for a question
TIDY = 60.0  # seconds
PROBLEM = {"problem": True}  # in place of an answer


class Answering:
    """Answers one question after the other, as long as its worker has the claim."""

    def __init__(self, holder: str, models: RunningModels | None = None) -> None:
        """Take the name under which the worker has its claim, and what loads models."""
        self._holder = holder
        self._models = RunningModels() if models is None else models
        self._trouble = ""
        self._tidied = float("-inf")

    def run(self, stop: threading.Event) -> None:
        """Answer until `stop` is set."""
        try:
            while not stop.is_set():
                if not self._step(stop):
                    stop.wait(PAUSE)
        finally:
            self._models.end_all()
            connection.close()

    def _step(self, stop: threading.Event) -> bool:
        """Look once for a question; True if there was one."""
        close_old_connections()
        try:
            answered = self.answer_next(stop)
        except Exception as error:  # as in the loop of `Trainer`: whatever fails, the next question may be answered
            kind = type(error).__name__
            if kind != self._trouble:
                logger.warning("What trainers try cannot be answered: %s. Trying again.", kind)
            self._trouble = kind
            connection.close()
            return False
        self._trouble = ""
        return answered

    def answer_next(self, stop: threading.Event) -> bool:
        """Answer the question that has waited longest; return whether there was one.

        Raises:
            django.db.Error: the database does not answer.
        """
        self._tidy()
        question = Question.objects.filter(answered_at=None).exclude(text="").first()
        if question is None or not claims.holds(self._holder):
            return False
        answers = self._answers(question, stop)
        if not stop.is_set():
            Question.objects.filter(pk=question.pk).update(answered_at=timezone.now(), **answers)
        return True

    def _tidy(self) -> None:
        """End models that nobody asks, and once a minute delete what nobody came back for."""
        self._models.end_idle()
        if time.monotonic() - self._tidied > TIDY:
            services.forget_old()
            self._tidied = time.monotonic()

    def _answers(self, question: Question, stop: threading.Event) -> dict[str, dict[str, Any]]:
        answers: dict[str, dict[str, Any]] = {}
        files = services.models_for(question)
        for name, file in files.items():
            try:
                self._models.start(files.values())
                answers[name] = self._models.ask(file, question.text, stop)
            except (NoAnswer, OSError) as error:
                logger.warning(
                    "A model did not answer what was tried: %s.", error if isinstance(error, NoAnswer) else "no file"
                )
                answers[name] = PROBLEM
        return answers
