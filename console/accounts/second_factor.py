"""The second factor: a code from an app on the phone, or a recovery code that works once."""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_otp import devices_for_user
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from console.accounts.permissions import ROLES

CODE_LENGTH = 6  # digits that an app shows; recovery codes are longer
RECOVERY_CODES = 8  # how many somebody gets
# Each wrong code doubles the wait before the next one, from a second to half an hour: about 50 guesses a day at a million
# codes, and nobody who knows a password can keep its owner out for days.
MOST_DOUBLED = 12


def missing_step(user: Any) -> str | None:
    """Return the view where somebody who gave the right password goes on; None if they are signed in completely.

    `user` is a request's, which knows whether a code was given in this session.
    """
    if user.is_verified():
        return None
    if has_app(user):
        return "accounts:code"
    return "accounts:set_up_code" if is_required(user) else None


def is_required(user: Any) -> bool:
    """Return whether a role of theirs needs it. Outside production nobody's does."""
    needing = [role.name for role in ROLES.values() if role.needs_second_factor]
    return bool(settings.NSCP.production) and user.groups.filter(name__in=needing).exists()


def has_app(user: Any) -> bool:
    """Return whether somebody has set up an app."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def new_app(user: Any) -> TOTPDevice:
    """Return the app that is being set up: the same until it is confirmed, so that a page can be shown again."""
    begun = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return begun or TOTPDevice.objects.create(user=user, confirmed=False, name="app")


def confirm(device: TOTPDevice, code: str) -> bool:
    """Take an app into use if it shows the right code; False if not."""
    with transaction.atomic():
        locked = TOTPDevice.objects.select_for_update().filter(pk=device.pk, confirmed=False).first()
        if locked is None or not _is_right(locked, code):
            return False
        TOTPDevice.objects.filter(user=locked.user, confirmed=True).delete()
        locked.confirmed = True
        locked.save(update_fields=["confirmed"])
    return True


def matching_device(user: Any, code: str) -> Device | None:
    """Return what a code came from; None if it is wrong, was used, or wrong ones came too fast (see `seconds_to_wait`).

    Each kind is asked about its own codes only, so that a slip in one does not slow the other down.
    """
    with transaction.atomic():
        for device in _asked(user, code, for_verify=True):
            if _is_right(device, code):
                return device
    return None


def _is_right(device: Device, code: str) -> bool:
    """Return whether a code is right. Any other counts as a failure, also one that was not looked at: of several that come
    at once, django_otp looks at the first and counts that alone (django_otp/models.py, `ThrottlingMixin`).

    The device's row is locked by the caller; codes that came too soon were refused before (`wait_of`).
    """
    came_at_once = bool(wait_of(device))
    if device.verify_token(code):
        return True
    if came_at_once:
        device.throttle_increment(commit=False)
    device.throttling_failure_count = min(device.throttling_failure_count, MOST_DOUBLED)
    device.save(update_fields=["throttling_failure_count", "throttling_failure_timestamp"])
    return False


def seconds_to_wait(user: Any, code: str) -> int:
    """Return for how long codes of this kind are refused because wrong ones came before; 0 if they are not."""
    return max(map(wait_of, _asked(user, code)), default=0)


def wait_of(device: Device) -> int:
    """Return the seconds to wait for one app, or one set of recovery codes."""
    is_asked, why_not = device.verify_is_allowed()
    return 0 if is_asked else max(1, math.ceil((why_not["locked_until"] - timezone.now()).total_seconds()))


def forget_wrong_codes(user: Any) -> None:
    """Let the next code be looked at without a wait."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user).update(throttling_failure_timestamp=None, throttling_failure_count=0)


def _asked(user: Any, code: str, for_verify: bool = False) -> list[Device]:
    kind = TOTPDevice if len(code) == CODE_LENGTH else StaticDevice
    return [device for device in devices_for_user(user, for_verify=for_verify) if isinstance(device, kind)]


def kind_of(device: Device) -> str:
    """Return what somebody entered, in words."""
    return "recovery code" if isinstance(device, StaticDevice) else "code"


def new_recovery_codes(user: Any) -> list[str]:
    """Make new recovery codes; older ones stop working."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery codes")
        codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


def codes_left(user: Any) -> int:
    """Count the recovery codes that somebody has not used."""
    return int(StaticToken.objects.filter(device__user=user).count())


def remove(user: Any) -> None:
    """Forget app and recovery codes, so that they are set up again at the next sign-in."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
