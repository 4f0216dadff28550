"""Hand-offs as staff see them, without drafts, and what staff can do: each in one transaction with its audit entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from django.db import transaction
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest

from console.audit.models import Action, Entry, record
from console.handoffs.drafts import Details
from console.handoffs.encryption import decrypt
from console.handoffs.models import HandOff, State

# In this order: left to staff after days of attempts, failed and tried again, waiting, being sent, done with.
_LEFT_TO_STAFF = When(state=State.FAILED, next_try_at__isnull=True, then=Value(0))
_ORDER = (State.FAILED, State.SAVED, State.SENDING, State.SENT, State.CLOSED)
_BY_STATE = [When(state=state, then=Value(place)) for place, state in enumerate(_ORDER, start=1)]

# What the list can be narrowed down to, as the address names it.
VIEWS = {"": "All", "failed": "Not sent", "waiting": "Waiting", "sent": "Sent", "closed": "Closed"}
_STATES = {
    "failed": (State.FAILED,),
    "waiting": (State.SAVED, State.SENDING),
    "sent": (State.SENT,),
    "closed": (State.CLOSED,),
}

# What a mailer has at this moment is left alone.
CAN_BE_TRIED = (State.SAVED, State.FAILED)
CAN_BE_CLOSED = (State.SAVED, State.FAILED, State.SENT)
CLOSED = "closed: "  # before the reason in the audit log


@dataclass(frozen=True)
class Closing:
    """Who closed a hand-off, and why."""

    by: str
    reason: str


def saved_hand_offs() -> QuerySet[HandOff]:
    """Return all but drafts, which staff never see."""
    return HandOff.objects.exclude(state=State.DRAFT)


def in_order(view: str = "") -> QuerySet[HandOff]:
    """Return those of a view (a name of `VIEWS`): what needs a person first, then the newest."""
    rows = saved_hand_offs()
    if view in _STATES:
        rows = rows.filter(state__in=_STATES[view])
    need = Case(_LEFT_TO_STAFF, *_BY_STATE, output_field=IntegerField())
    return rows.annotate(need=need).order_by("need", "-saved_at", "-pk")


def left_to_staff() -> int:
    """Count those that will not be sent unless somebody does something."""
    return int(saved_hand_offs().filter(state=State.FAILED, next_try_at__isnull=True).count())


def reveal(request: HttpRequest, hand_off: HandOff, reason: str) -> Details:
    """Record who wants to read it and why, then open it.

    Raises:
        DecryptionError, SettingsError: no key fits; the wish stays recorded.
    """
    record(request, Action.REVEAL, _subject(hand_off.reference), reason)
    return Details(**decrypt(hand_off.details))


def try_again(request: HttpRequest, reference: str) -> bool:
    """Let the mailer send it now; what was left to staff gets days of attempts again. False if it is not for sending."""
    now = datetime.now(timezone.utc)
    fresh = Case(When(next_try_at__isnull=True, then=Value(0)), default=F("attempts"), output_field=IntegerField())
    with transaction.atomic():
        found = HandOff.objects.filter(state__in=CAN_BE_TRIED, reference=reference).update(attempts=fresh, next_try_at=now)
        if found:
            record(request, Action.CHANGE, _subject(reference), "try to send it again")
    return bool(found)


def close(request: HttpRequest, reference: str, reason: str) -> bool:
    """Be done with it: it is not sent any more, and its details go in time; False if it is closed or being sent."""
    done = {"state": State.CLOSED, "closed_at": datetime.now(timezone.utc), "next_try_at": None}
    with transaction.atomic():
        found = HandOff.objects.filter(state__in=CAN_BE_CLOSED, reference=reference).update(**done)
        if found:
            record(request, Action.CHANGE, _subject(reference), f"{CLOSED}{reason}")
    return bool(found)


def closing(hand_off: HandOff) -> Closing | None:
    """Return who closed it and why, from the audit log; None if nobody has."""
    if hand_off.state != State.CLOSED:
        return None
    rows = Entry.objects.filter(subject=_subject(hand_off.reference), action=Action.CHANGE, reason__startswith=CLOSED)
    entry = rows.first()
    return Closing(entry.name, entry.reason.removeprefix(CLOSED)) if entry else None


def _subject(reference: str) -> str:
    return f"hand-off {reference}"
