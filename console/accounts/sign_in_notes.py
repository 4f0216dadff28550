"""Notes sign-ins and sign-outs in the audit log."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from console.audit.log import record
from console.audit.models import Action


def connect() -> None:
    """Have them noted from now on."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit sign-in")
    user_logged_out.connect(_signed_out, dispatch_uid="audit sign-out")
    user_login_failed.connect(_failed, dispatch_uid="audit failed sign-in")


def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    record(request, Action.SIGN_IN, f"account {user.get_username()}")


def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        record(request, Action.SIGN_OUT, f"account {user.get_username()}")


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """A name that nobody has is not kept: it is often the password, typed into the wrong box."""
    if request is None:
        return
    user = User.objects.filter(username=credentials.get("username") or "").first()
    record(request, Action.SIGN_IN_FAILED, f"account {user.get_username()}" if user else "a name that has no account")
