"""Hand-offs as staff see them: without drafts, and with what needs a person first."""

from __future__ import annotations

from django.db.models import Case, IntegerField, QuerySet, Value, When

from console.handoffs.models import HandOff, State

# In this order: left to staff after days of tries, failed and tried again, waiting, being sent, done with.
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


def saved_hand_offs() -> QuerySet[HandOff]:
    """Every one but drafts, which staff never see."""
    return HandOff.objects.exclude(state=State.DRAFT)


def in_order(view: str = "") -> QuerySet[HandOff]:
    """What needs a person first, then the newest.

    Args:
        view: a name of `VIEWS`.
    """
    rows = saved_hand_offs()
    if view in _STATES:
        rows = rows.filter(state__in=_STATES[view])
    need = Case(_LEFT_TO_STAFF, *_BY_STATE, output_field=IntegerField())
    return rows.annotate(need=need).order_by("need", "-saved_at", "-pk")


def left_to_staff() -> int:
    """How many will not be sent unless somebody does something."""
    return int(saved_hand_offs().filter(state=State.FAILED, next_try_at__isnull=True).count())
