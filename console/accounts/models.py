"""Accounts are Django's users; their permissions belong to a model without a table."""

from __future__ import annotations

from django.db import models

from console.accounts.permissions import Permission


class Staff(models.Model):
    """Carries the permissions of console/accounts/permissions.py into Django."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = tuple((permission.value, permission.in_words) for permission in Permission)
