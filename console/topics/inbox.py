"""Deciding what becomes of a group of the inbox, and taking that back."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from console.accounts.access import may
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.topics import messages
from console.topics.groups import Group, Item, find, first_day, lapsed
from console.topics.knowledge import knowledge
from console.topics.models import DecidedItem, Decision, GroupProposal, Outcome
from console.topics.usage import today

if TYPE_CHECKING:
    from console.proposals.models import Proposal


class AlreadyDecided(Exception):
    """Somebody else has just decided about a part of the group."""


def decide(
    request: HttpRequest, group: Group, outcome: str, until: datetime, proposal: Proposal | None = None
) -> Decision | None:
    """Note what becomes of a group, as far as the reader has seen it; the rest stays in the inbox.

    Args:
        request: whose user decides it.
        group: the group as it is now.
        outcome: one of `models.Outcome`.
        until: when the reader's page was made; what came later was not on it.
        proposal: what answers the group, if something does.

    Returns:
        The decision; None if all of the group came later.

    Raises:
        AlreadyDecided: nothing was changed.
        django.db.Error: the database does not answer, or it could not be noted; nothing is changed.
    """
    items = [item for item in group.items if item.at <= until]
    if group.items and not items:
        return None
    try:
        with transaction.atomic():
            decision: Decision = Decision.objects.create(
                group=group.id,
                topic=group.topic,
                word=group.word,
                outcome=outcome,
                until=until,
                count=len(items) or group.size,
                by=request.user.get_username(),
                proposal=proposal and proposal.pk,
            )
            record(request, Action.CHANGE, _subject(decision), decision.get_outcome_display())
            _take_from_lapsed(items)
            DecidedItem.objects.bulk_create(
                DecidedItem(decision=decision, kind=item.kind, number=item.number) for item in items
            )
    except IntegrityError as error:
        raise AlreadyDecided from error
    return decision


def said_beside(request: HttpRequest, proposal: Proposal | None = None) -> dict[str, Any]:
    """Return what a page shows beside a form: the messages of the group that its address names, for those who may read them.

    Args:
        request: with `?group=`; without, the group counts for which the proposal was begun.
        proposal: in which the form writes, if there is one yet.
    """
    name = request.GET.get("group", "")
    if not name and proposal is not None:
        name = GroupProposal.objects.filter(proposal=proposal).order_by("-at").values_list("group", flat=True).first() or ""
    group = find(name, first_day(today())) if name and may(request, Permission.READ_MESSAGES) else None
    if group is None:
        return {}
    record(request, Action.VIEW, f"single messages of inbox {group.id}")
    said = messages.of_group(group, knowledge(), may(request, Permission.VIEW_CONVERSATIONS))
    return {"said": said, "longest": messages.LONGEST_SHOWN, "has_group": True}


def begin_answer(request: HttpRequest, proposal: Proposal) -> None:
    """Remember that a proposal answers the group that the page's address names (`?group=`), if it does."""
    name = request.GET.get("group")
    group = find(name, first_day(today())) if name else None
    if group is not None:
        GroupProposal.objects.update_or_create(proposal=proposal, group=group.id, defaults={"at": timezone.now()})


def finish_answer(request: HttpRequest, proposal: Proposal) -> None:
    """Decide the groups that a proposal answers, now that it is live; what somebody else has decided stays."""
    for begun in GroupProposal.objects.filter(proposal=proposal):
        group = find(begun.group, first_day(today()))
        if group is not None:
            with contextlib.suppress(AlreadyDecided):
                decide(request, group, str(Outcome.PROPOSAL), begun.at, proposal)


def _take_from_lapsed(items: Sequence[Item]) -> None:
    """Let what came back, because a model was taken back, be decided again."""
    old = DecidedItem.objects.filter(decision__in=lapsed())
    if not old.exists():
        return
    for kind in DecidedItem.Kind.values:
        old.filter(kind=kind, number__in=[item.number for item in items if item.kind == kind]).delete()


@transaction.atomic
def put_back(request: HttpRequest, decision: Decision) -> None:
    """Put what was decided back into the inbox."""
    record(request, Action.CHANGE, _subject(decision), f"put back: {decision.get_outcome_display()}")
    decision.delete()


def _subject(decision: Decision) -> str:
    return f"inbox {decision.group}, topic {decision.topic or 'none'}"
