"""What staff can do with a hand-off. Each is one transaction with its row in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.http import HttpRequest
from post_office.models import STATUS, Email

from console.audit.log import record
from console.audit.models import Action, Entry
from console.hand_off_pages.queries import CAN_BE_CLOSED, CAN_BE_TRIED
from console.handoffs.drafts import Details
from console.handoffs.models import HandOff, State
from console.handoffs.sealing import unseal

CLOSED = "closed: "  # before the reason in the audit log


@dataclass(frozen=True)
class Closing:
    """Who closed a hand-off, and why."""

    by: str
    reason: str


def subject(reference: str) -> str:
    """How the audit log names it."""
    return f"hand-off {reference}"


def reveal(request: HttpRequest, hand_off: HandOff, reason: str) -> Details:
    """Note who wants to read it and why, then open it.

    Raises:
        SealingError, SettingsError: no key fits; the wish stays noted.
    """
    record(request, Action.REVEAL, subject(hand_off.reference), reason)
    return Details(**unseal(hand_off.details))


def try_again(request: HttpRequest, reference: str) -> bool:
    """Let the mailer send it now; what was left to staff gets days of tries again. False if it is not for sending."""
    now = datetime.now(timezone.utc)
    fresh = Case(When(next_try_at__isnull=True, then=Value(0)), default=F("attempts"), output_field=IntegerField())
    with transaction.atomic():
        found = HandOff.objects.filter(state__in=CAN_BE_TRIED, reference=reference).update(attempts=fresh, next_try_at=now)
        if found:
            # The mailer takes what post_office has in its queue by this time (console/handoffs/mailer.py).
            waiting = Email.objects.filter(~Q(status=STATUS.sent), subject=reference)
            waiting.update(status=STATUS.requeued, scheduled_time=now)
            record(request, Action.CHANGE, subject(reference), "try to send it again")
    return bool(found)


def close(request: HttpRequest, reference: str, reason: str) -> bool:
    """Be done with it: it is not sent any more, and its details go in time; False if it is closed or being sent."""
    done = {"state": State.CLOSED, "closed_at": datetime.now(timezone.utc), "next_try_at": None}
    with transaction.atomic():
        found = HandOff.objects.filter(state__in=CAN_BE_CLOSED, reference=reference).update(**done)
        if found:
            record(request, Action.CHANGE, subject(reference), f"{CLOSED}{reason}")
    return bool(found)


def closing(hand_off: HandOff) -> Closing | None:
    """Who closed it and why, as the audit log has it; None if nobody has."""
    if hand_off.state != State.CLOSED:
        return None
    rows = Entry.objects.filter(subject=subject(hand_off.reference), action=Action.CHANGE, reason__startswith=CLOSED)
    entry = rows.first()
    return Closing(entry.name, entry.reason.removeprefix(CLOSED)) if entry else None
