"""Links to choose a password with, and by what wrong passwords are counted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from nscp.client_address import counted_address


def path_of_link(user: User) -> str:
    """Return the address, without scheme and host, of a link that works once and for PASSWORD_RESET_TIMEOUT."""
    names = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    return str(reverse("accounts:choose_password", kwargs=names))


def counted_name(name: str) -> str:
    """Return a keyed hash of a name in any case. What was typed as a name is often a password, so it is not stored."""
    return str(salted_hmac("counting wrong passwords", name.lower(), algorithm="sha256").hexdigest())


def counted_name_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the hash for a failed sign-in, as django-axes asks for it."""
    return counted_name(str((credentials or request.POST).get("username") or ""))


def client_address(request: HttpRequest) -> str:
    """Return the address as our outermost proxy saw it: anybody can write what comes before that in the header."""
    trusted: int = settings.NSCP.trusted_proxies
    seen = [address.strip() for address in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if address.strip()]
    if trusted and len(seen) >= trusted:
        return counted_address(seen[-trusted])
    return counted_address(str(request.META.get("REMOTE_ADDR", "")))
