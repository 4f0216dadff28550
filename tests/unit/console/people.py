"""Staff, for tests: accounts with roles, and browsers in which they have signed in."""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from console.audit.models import Entry

PASSWORD = "a long enough pass phrase"


def make_user(name: str, *roles: str) -> User:
    """An account with roles of console/accounts/permissions.py. All have the same password."""
    user = User.objects.create_user(name, password=PASSWORD)
    user.groups.set(Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles)
    return user


def client_of(user: User) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    return client


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> object:
    """Send the sign-in form; the response."""
    return client.post("/sign-in/", {"username": name, "password": password, **more})


def make_app(user: User) -> TOTPDevice:
    """An app for codes that somebody has set up."""
    return TOTPDevice.objects.create(user=user, name="app", confirmed=True)


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """The code that an app shows now, or some steps of half a minute later."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift + steps)
    return f"{totp.token():06d}"


def recorded() -> list[tuple[str, str, str]]:
    """The audit log, oldest first: action, subject, reason."""
    return [(entry.action, entry.subject, entry.reason) for entry in Entry.objects.order_by("pk")]
