"""Writes the table of console/accounts/permissions.py into Django's groups."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as StoredPermission

from console.accounts.permissions import ROLES


def write_groups(using: str, **_: Any) -> None:
    """Make each group have exactly the permissions of its role. Runs after every migration and may be repeated.

    Args:
        using: Django's name of the database.
    """
    for role in ROLES.values():
        group, _made = Group.objects.using(using).get_or_create(name=role.name)
        names = [permission.value for permission in role.permissions]
        group.permissions.set(
            StoredPermission.objects.using(using).filter(content_type__app_label="accounts", codename__in=names)
        )
