"""Deciding what becomes of a group of the inbox, and taking that back."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from console.audit.models import Action, record
from console.topics.groups import Group
from console.topics.models import DecidedItem, Decision


class AlreadyDecided(Exception):
    """Somebody else has just decided about a part of the group."""


def decide(request: HttpRequest, group: Group, outcome: str, until: datetime) -> Decision | None:
    """Note what becomes of a group, as far as the reader has seen it; the rest stays in the inbox.

    Args:
        request: whose user decides it.
        group: the group as it is now.
        outcome: one of `models.Outcome`.
        until: when the reader's page was made; what came later was not on it.

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
            )
            record(request, Action.CHANGE, _subject(decision), decision.get_outcome_display())
            DecidedItem.objects.bulk_create(
                DecidedItem(decision=decision, kind=item.kind, number=item.number) for item in items
            )
    except IntegrityError as error:
        raise AlreadyDecided from error
    return decision


@transaction.atomic
def put_back(request: HttpRequest, decision: Decision) -> None:
    """Put what was decided back into the inbox."""
    record(request, Action.CHANGE, _subject(decision), f"put back: {decision.get_outcome_display()}")
    decision.delete()


def _subject(decision: Decision) -> str:
    return f"inbox {decision.group}, topic {decision.topic or 'none'}"
