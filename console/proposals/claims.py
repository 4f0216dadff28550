"""One trainer worker at a time, on whatever machine: a row that the worker at work keeps alive."""

from __future__ import annotations

import secrets
import socket
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from console.database import retry_on_lost_connection
from console.proposals.models import TrainerClaim

ONLY_ROW = 1
LEASE = timedelta(seconds=60)  # without a heartbeat, after which another worker takes over
NOBODY = ""


def new_holder() -> str:
    """Return a name for a worker that no other has."""
    return f"{socket.gethostname()[:60]}-{secrets.token_hex(8)}"


@retry_on_lost_connection
def claim(holder: str) -> bool:
    """Take the claim, or keep it; False while another worker is alive. The first time it is taken nobody held it before."""
    now = timezone.now()
    free = Q(holder=holder) | Q(holder=NOBODY) | Q(heartbeat_at__lt=now - LEASE)
    if TrainerClaim.objects.filter(free, pk=ONLY_ROW).update(holder=holder, heartbeat_at=now):
        return True
    if TrainerClaim.objects.filter(pk=ONLY_ROW).exists():
        return False
    made = TrainerClaim.objects.bulk_create(
        [TrainerClaim(id=ONLY_ROW, holder=NOBODY, heartbeat_at=now)], ignore_conflicts=True
    )
    return bool(made) and bool(TrainerClaim.objects.filter(free, pk=ONLY_ROW).update(holder=holder, heartbeat_at=now))


@retry_on_lost_connection
def let_go(holder: str) -> None:
    """Leave the claim to others, if this worker has it."""
    TrainerClaim.objects.filter(pk=ONLY_ROW, holder=holder).update(holder=NOBODY)


def holds(holder: str) -> bool:
    """Whether this worker has the claim."""
    return bool(TrainerClaim.objects.filter(pk=ONLY_ROW, holder=holder).exists())


def is_working() -> bool:
    """Whether a trainer worker is alive, for the page."""
    rows = TrainerClaim.objects.filter(pk=ONLY_ROW, heartbeat_at__gte=timezone.now() - LEASE)
    return bool(rows.exclude(holder=NOBODY).exists())


def lock() -> None:
    """Let no other transaction pass this point until this one ends. SQLite does so by itself."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a lock outside of a transaction ends at once")
    TrainerClaim.objects.get_or_create(id=ONLY_ROW, defaults={"holder": NOBODY, "heartbeat_at": timezone.now()})
    TrainerClaim.objects.select_for_update().get(pk=ONLY_ROW)
