"""The trainer worker: checks proposals, one at a time. Several may run; one of them works."""

from __future__ import annotations

import logging
import threading

from django.db import Error, close_old_connections, connection

from console.proposals import claims
from console.proposals.checking import NOTHING_CHANGED, Tools, check
from console.proposals.commands import Progress
from console.proposals.models import Proposal
from console.proposals.states import State, WrongState, move
from console.proposals.workspace import tidy

logger = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two looks when nothing waits
KILLED = f"The check was broken off, because the trainer worker ended. {NOTHING_CHANGED} Check it again."


class Trainer:
    """Works until it is told to stop, through any failure of the database.

    Attributes:
        holder: the name under which it holds the claim.
    """

    def __init__(self, tools: Tools | None = None) -> None:
        """Take the commands that train and compare; those of this checkout unless others are given."""
        self._tools = tools or Tools()
        self.holder = claims.new_holder()
        self._is_active = False
        self._trouble = ""

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; a check that is under way is broken off."""
        while not stop.is_set():
            if not self._step(stop):
                stop.wait(PAUSE)
        claims.let_go(self.holder)

    def _step(self, stop: threading.Event) -> bool:
        """Look once for work; True if there may be more."""
        close_old_connections()
        try:
            is_active = claims.claim(self.holder)
            more = is_active and self.work(stop)
        except Exception as error:  # nothing may end the one process that all proposals wait for
            self._log_trouble(error)
            connection.close()
            return False
        if is_active and not self._is_active:
            logger.info("This trainer is at work.")
        self._is_active = is_active
        self._trouble = ""
        return more

    def work(self, stop: threading.Event) -> bool:
        """Check the proposal that has waited longest; return whether there was one. The claim must be held.

        Raises:
            django.db.Error: the database does not answer.
        """
        self._end_what_was_left()
        proposal = Proposal.objects.filter(state=State.WAITING).order_by("submitted_at", "pk").first()
        if proposal is None:
            return False
        tidy()
        try:
            move(proposal, State.CHECKING, step="Starting", share=0, reasons=[], cancelling=False)
        except WrongState:  # somebody has withdrawn it
            return True
        check(proposal, Progress(proposal, self.holder, stop), self._tools)
        return True

    def _end_what_was_left(self) -> None:
        """Say of each check that is under way that it was broken off: this worker checks nothing now, and no other works."""
        for left in Proposal.objects.filter(state=State.CHECKING):
            logger.warning("%s: its check was broken off.", left)
            move(left, State.FAILED, reasons=[KILLED], step="", cancelling=False)
            tidy()

    def _log_trouble(self, error: Exception) -> None:
        """Log each kind once, by its name alone: a database's own words may quote what was to be stored."""
        kind = type(error).__name__
        if kind != self._trouble:
            what = "database" if isinstance(error, Error) else "trainer"
            logger.warning("The %s failed with %s. Trying again every second.", what, kind)
        self._is_active = False
        self._trouble = kind
