"""How an account stands, in words for admins: whether it can sign in, until when wrong passwords keep it out, its app."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from console.accounts.passwords import counted_name
from console.accounts.permissions import ROLES
from console.accounts.second_factor import wait_of

SHORTEST_WAIT = 60  # seconds; the wait after a first wrong code is over before anybody looks


@dataclass(frozen=True)
class State:
    """How one account stands.

    Attributes:
        is_kept_out: it is locked, or wrong passwords or codes keep it out for a while.
        second_factor: whether an app for codes is set up.
    """

    words: str
    is_kept_out: bool
    second_factor: str


def states(users: Iterable[User]) -> dict[int, State]:
    """Return the state of each account by its pk, with a few queries for all."""
    accounts = list(users)
    apps = set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True))
    by_passwords = locked_out_until(user.username for user in accounts)
    by_codes = _codes_refused_until()
    return {
        user.pk: _state(user, user.pk in apps, by_passwords.get(user.username), by_codes.get(user.pk)) for user in accounts
    }


def locked_out_until(names: Iterable[str]) -> dict[str, datetime]:
    """Return until when wrong passwords keep people out, by name; axes counts them by name and address."""
    by_hash = {counted_name(name): name for name in names}
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    counted = (
        AccessAttempt.objects.filter(username__in=by_hash, attempt_time__gt=since)
        .order_by()
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
    until: dict[str, datetime] = {}
    for row in counted:
        name, ends = by_hash[row["username"]], row["last"] + settings.AXES_COOLOFF_TIME
        until[name] = max(ends, until.get(name, ends))
    return until


def _codes_refused_until() -> dict[int, datetime]:
    devices: list[Device] = [*TOTPDevice.objects.filter(confirmed=True), *StaticDevice.objects.all()]
    waits = {device: wait_of(device) for device in devices if device.throttling_failure_count}
    until: dict[int, datetime] = {}
    for device, wait in waits.items():
        if wait >= SHORTEST_WAIT:
            ends = timezone.now() + timedelta(seconds=wait)
            until[device.user_id] = max(ends, until.get(device.user_id, ends))
    return until


def _state(user: User, has_app: bool, password_until: datetime | None, code_until: datetime | None) -> State:
    words, is_kept_out = "Open", True
    if not user.is_active:
        words = "Locked"
    elif password_until:
        words = f"Locked out until {_clock(password_until)}, after wrong passwords"
    elif code_until:
        words = f"Locked out until {_clock(code_until)}, after wrong codes"
    else:
        is_kept_out = False
        words = "Open" if user.has_usable_password() else "Waiting for a password"
    return State(words, is_kept_out, _second_factor(user, has_app))


def _second_factor(user: User, has_app: bool) -> str:
    if has_app:
        return "App for codes"
    roles = [ROLES[group.name] for group in user.groups.all() if group.name in ROLES]
    is_needed = settings.NSCP.production and any(role.needs_second_factor for role in roles)
    return "Not set up: asked for at the next sign-in" if is_needed else "Not set up"


def _clock(time: datetime) -> str:
    return str(date_format(timezone.localtime(time), "H:i"))
