"""The name that wrong passwords are counted by. What was typed as a name is often a password, so it is not stored."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def counted_name(name: str) -> str:
    """What stands for a name: the same for the same letters, and nobody reads the name from it without the secret key."""
    return str(salted_hmac("counting wrong passwords", name.lower(), algorithm="sha256").hexdigest())


def counted_name_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The same for a try to sign in, as django-axes asks for it."""
    return counted_name(str((credentials or request.POST).get("username") or ""))
