"""What can become of a proposal: its states, and the steps between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from console.proposals.models import Proposal


class State(models.TextChoices):
    """Where a proposal is."""

    DRAFT = "draft", "Draft"
    WAITING = "waiting", "Waiting for its check"
    CHECKING = "checking", "Being checked"
    PASSED = "passed", "Checked, waits for approval"
    REFUSED = "refused", "Checked, cannot be approved"
    FAILED = "failed", "The check did not finish"
    APPROVED = "approved", "Approved, not live yet"
    RELEASED = "released", "Released"
    SENT_BACK = "sent_back", "Sent back"
    WITHDRAWN = "withdrawn", "Withdrawn"


# State -> the states that can follow. (Without Django's types mypy takes a state for a tuple, hence `Any`.)
STEPS: dict[Any, frozenset[Any]] = {
    State.DRAFT: frozenset({State.WAITING, State.WITHDRAWN}),
    State.WAITING: frozenset({State.CHECKING, State.DRAFT, State.WITHDRAWN}),
    State.CHECKING: frozenset({State.PASSED, State.REFUSED, State.FAILED, State.DRAFT}),
    State.PASSED: frozenset({State.APPROVED, State.SENT_BACK, State.DRAFT, State.WAITING, State.WITHDRAWN}),
    State.REFUSED: frozenset({State.DRAFT, State.WAITING, State.WITHDRAWN}),
    State.FAILED: frozenset({State.DRAFT, State.WAITING, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.RELEASED, State.WAITING, State.SENT_BACK, State.WITHDRAWN}),
    State.SENT_BACK: frozenset({State.DRAFT, State.WAITING, State.WITHDRAWN}),
    State.RELEASED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
CAN_BE_CHANGED = frozenset({State.DRAFT, State.PASSED, State.REFUSED, State.FAILED, State.SENT_BACK})
CAN_BE_CHECKED = frozenset(state for state, following in STEPS.items() if State.WAITING in following)
TOO_LATE = "That cannot be done now: the proposal is “{}”. Look at it again."


class WrongState(Exception):
    """A step is not possible; the message says where the proposal is."""


def move(proposal: Proposal, to: Any, **fields: Any) -> None:
    """Take a proposal to another `State` and set fields, unless somebody else has moved it meanwhile.

    Raises:
        WrongState: the step is not possible from where the proposal is now.
    """
    sources = [state for state, following in STEPS.items() if to in following]
    rows = type(proposal).objects.filter(pk=proposal.pk, state__in=sources)
    if not rows.update(state=to, **fields):
        proposal.refresh_from_db()
        raise WrongState(TOO_LATE.format(State(proposal.state).label))
    proposal.refresh_from_db()
