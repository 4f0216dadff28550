"""What follows from Django's signals: notes of sign-ins and sign-outs in the audit log, and roles after a migration."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from console.accounts import sessions
from console.accounts.permissions import ROLES
from console.audit.models import Action, record


@receiver(user_logged_in, dispatch_uid="sign-in")
def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    sessions.begin(request)
    record(request, Action.SIGN_IN, f"account {user.get_username()}")


@receiver(user_logged_out, dispatch_uid="sign-out")
def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        record(request, Action.SIGN_OUT, f"account {user.get_username()}")


@receiver(user_login_failed, dispatch_uid="failed sign-in")
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Note a failed sign-in. A name that nobody has is not recorded: it is often the password, typed into the wrong box."""
    if request is None:
        return
    user = User.objects.filter(username=credentials.get("username") or "").first()
    record(request, Action.SIGN_IN_FAILED, f"account {user.get_username()}" if user else "a name that has no account")


def write_groups(using: str, **_: Any) -> None:
    """Give each group exactly the permissions of its role, after every migration of the database `using`."""
    for role in ROLES.values():
        group, _made = Group.objects.using(using).get_or_create(name=role.name)
        names = [permission.value for permission in role.permissions]
        group.permissions.set(Permission.objects.using(using).filter(content_type__app_label="accounts", codename__in=names))
