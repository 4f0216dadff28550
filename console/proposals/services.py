"""What staff do with proposals. Each step is checked, recorded in the audit log, and made in one transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.proposals import live
from console.proposals.claims import lock
from console.proposals.knowledge import Knowledge, knowledge
from console.proposals.models import KIND_LABELS, Change, Proposal
from console.proposals.rules import reasons_against
from console.proposals.states import CAN_BE_CHANGED, State, WrongState, move
from console.proposals.workspace import stored_model
from console.topics import inbox
from nscp.changes import ONLY_FOR_SAFETY, DataChange

NOT_SAFETY_LEAD = "Safety texts, safety phrases and buttons are for the safeguarding lead."
OUTDATED = "What is live has changed since the check. Check the proposal again."
ANOTHER = "“{}” is approved and not live yet. Release it or send it back first."
JUST_CHANGED = "A colleague has just changed or removed this. Copy what you typed, and open the proposal again to see it."
UNCHANGED = {"base": "", "result": {}, "reasons": [], "model": "", "step": "", "share": 0}  # what a check leaves


class Refused(Exception):
    """A step is not allowed; `reasons` say why, in plain words."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(reasons))


@transaction.atomic
def start(request: HttpRequest, title: str) -> Proposal:
    """Begin a proposal."""
    proposal: Proposal = Proposal.objects.create(title=title, author=request.user.get_username())
    record(request, Action.CHANGE, str(proposal), "began it")
    return proposal


def start_with(request: HttpRequest, title: str, change: DataChange) -> Proposal:
    """Begin a proposal with its first change; if that is refused, there is no proposal either. Raises Refused."""
    with transaction.atomic():
        proposal: Proposal = start(request, title)
        add(request, proposal, change)
    return proposal


def add(request: HttpRequest, proposal: Proposal, change: DataChange) -> Change:
    """Add a change; what was checked before no longer counts.

    Raises:
        Refused: the change breaks a rule, or is not for this person.
        WrongState: the proposal cannot be changed now.
    """
    if change.kind in ONLY_FOR_SAFETY and not _may_change_safety(request):
        raise Refused(NOT_SAFETY_LEAD)
    reasons = reasons_against(change, knowledge(proposal.data_changes()))
    if reasons:
        raise Refused(*reasons)
    with transaction.atomic():
        _reopen(proposal)
        made: Change = proposal.changes.create(by=request.user.get_username(), **change.as_json())
        record(request, Action.CHANGE, str(proposal), f"{KIND_LABELS[change.kind].lower()}: {change.topic_name}")
        inbox.begin_answer(request, proposal)
    return made


def add_all(request: HttpRequest, proposal: Proposal, changes: Iterable[DataChange]) -> None:
    """Add several changes, or none if one is refused; errors as of `add`."""
    reasons: list[str] = []
    with transaction.atomic():
        for change in changes:
            try:
                add(request, proposal, change)
            except Refused as refused:
                reasons += refused.reasons
        if reasons:
            raise Refused(*reasons)


def rewrite(request: HttpRequest, change: Change, new: DataChange) -> None:
    """Put another change in the place of one, whose writers stay known; errors as of `add`.

    Raises:
        WrongState: also if somebody else has changed or removed it since it was read.
    """
    if new.kind in ONLY_FOR_SAFETY and not _may_change_safety(request):
        raise Refused(NOT_SAFETY_LEAD)
    proposal: Proposal = change.proposal
    reasons = reasons_against(new, known_beside(change))
    if reasons:
        raise Refused(*reasons)
    by = request.user.get_username()
    with transaction.atomic():
        _reopen(proposal)
        rows = Change.objects.filter(pk=change.pk, at=change.at)
        earlier = sorted({*change.earlier_by, change.by} - {by})
        if not rows.update(**new.as_json(), by=by, earlier_by=earlier, at=timezone.now()):
            raise WrongState(JUST_CHANGED)
        record(request, Action.CHANGE, str(proposal), f"rewrote {KIND_LABELS[new.kind].lower()}: {new.topic_name}")


def known_beside(change: Change) -> Knowledge:
    """Return what is known with the other changes of a change's proposal."""
    others = change.proposal.changes.exclude(pk=change.pk)
    return knowledge([other.data_change for other in others])


def remove(request: HttpRequest, change: Change) -> None:
    """Take a change out; errors as of `add`."""
    if change.data_change.kind in ONLY_FOR_SAFETY and not _may_change_safety(request):
        raise Refused(NOT_SAFETY_LEAD)
    proposal, by = change.proposal, request.user.get_username()
    with transaction.atomic():
        _reopen(proposal)
        if {change.by, *change.earlier_by} - {by}:
            proposal.removed_by = sorted({*proposal.removed_by, by})
            proposal.save(update_fields=["removed_by"])
        record(request, Action.CHANGE, str(proposal), f"removed a change of {change.topic}")
        change.delete()


def submit(request: HttpRequest, proposal: Proposal) -> None:
    """Hand it to the trainer worker; Refused if there is nothing in it, WrongState if it cannot be checked now."""
    if not proposal.changes.exists():
        raise Refused("There is no change in this proposal yet.")
    with transaction.atomic():
        move(proposal, State.WAITING, submitted_at=timezone.now(), cancelling=False, comment="", **UNCHANGED)
        record(request, Action.CHANGE, str(proposal), "asked for its check")


def cancel(request: HttpRequest, proposal: Proposal) -> None:
    """Stop its check: at once while it waits, else within seconds; WrongState if there is none."""
    with transaction.atomic():
        asked = Proposal.objects.filter(pk=proposal.pk, state=State.CHECKING).update(cancelling=True)
        if not asked:
            proposal.refresh_from_db()
            if proposal.state != State.WAITING:
                raise WrongState("There is no check to stop.")
            move(proposal, State.DRAFT)
        record(request, Action.CHANGE, str(proposal), "stopped its check")


def reasons_not_to_approve(request: HttpRequest, proposal: Proposal) -> list[str]:
    """Return why this person cannot approve it now; nothing if they can."""
    reasons = []
    if not request.user.has_perm(Permission.APPROVE_CHANGES.full_name):
        reasons.append("Your role cannot approve proposals.")
    if request.user.get_username() in proposal.writers():
        reasons.append("You wrote a part of it. Somebody else has to approve it.")
    if proposal.is_about_safety and not _may_change_safety(request):
        reasons.append("It changes what the assistant knows or says about safety. The safeguarding lead has to approve it.")
    if proposal.state == State.PASSED and proposal.base != live.base():
        reasons.append(OUTDATED)
    return reasons


def approve(request: HttpRequest, proposal: Proposal) -> None:
    """Approve it and release its model.

    Raises:
        Refused: not by this person, or not now.
        WrongState: it has not passed its check.
        NotReleased: it is approved, and its model could not be made live.
    """
    with transaction.atomic():
        lock()  # one approval at a time, so that the second is compared with what the first made live
        reasons = reasons_not_to_approve(request, proposal)
        other = Proposal.objects.filter(state=State.APPROVED).exclude(pk=proposal.pk).first()
        if other is not None:
            reasons.append(ANOTHER.format(other.title))
        if reasons:
            raise Refused(*reasons)
        move(proposal, State.APPROVED, decided_by=request.user.get_username(), decided_at=timezone.now(), comment="")
        record(request, Action.CHANGE, str(proposal), "approved it")
    release(request, proposal)


def release(request: HttpRequest, proposal: Proposal) -> None:
    """Make the model of an approved proposal live.

    Raises:
        Refused: what is live has changed since the check.
        NotReleased: the model could not be made live; the proposal stays approved.
        WrongState: it is not approved.
    """
    if proposal.state != State.APPROVED:
        raise WrongState("It is not approved.")
    if proposal.base != live.base():
        raise Refused(OUTDATED)
    with transaction.atomic():
        live.make_live(stored_model(proposal), request.user, proposal, figures(proposal))
        move(proposal, State.RELEASED, released_at=timezone.now(), model="")
        record(request, Action.RELEASE, str(proposal))
        inbox.finish_answer(request, proposal)


def send_back(request: HttpRequest, proposal: Proposal, comment: str) -> None:
    """Return it to its author with a comment; WrongState if it does not wait for approval."""
    by = request.user.get_username()
    with transaction.atomic():
        move(proposal, State.SENT_BACK, decided_by=by, decided_at=timezone.now(), comment=comment, **UNCHANGED)
        record(request, Action.CHANGE, str(proposal), f"sent it back: {comment}")


def withdraw(request: HttpRequest, proposal: Proposal) -> None:
    """Give it up for good.

    Raises:
        Refused: by somebody who wrote no part of it.
        WrongState: it is being checked or has been released.
    """
    if request.user.get_username() not in proposal.writers():
        raise Refused("Only somebody who wrote a part of it can withdraw it. You can send it back when it has been checked.")
    with transaction.atomic():
        move(proposal, State.WITHDRAWN, model="")
        record(request, Action.CHANGE, str(proposal), "withdrew it")


def figures(proposal: Proposal) -> dict[str, str]:
    """Return the figures of its check as the page of models shows them: name and value."""
    measures = proposal.result.get("measures", {})
    return {found["title"]: f"{found['new']:.1%}" for found in measures.values()}


def _reopen(proposal: Proposal) -> None:
    """Let a proposal be changed: what its check found counts no longer."""
    proposal.refresh_from_db()
    if proposal.state not in CAN_BE_CHANGED:
        raise WrongState(f"It cannot be changed while it is “{State(proposal.state).label.lower()}”.")
    if proposal.state != State.DRAFT:
        move(proposal, State.DRAFT, **UNCHANGED)


def _may_change_safety(request: HttpRequest) -> bool:
    return bool(request.user.has_perm(Permission.CHANGE_SAFETY.full_name))
