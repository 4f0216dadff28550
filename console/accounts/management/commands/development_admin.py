"""Makes an account that may do everything, for a developer's machine, and prints its password once.

Does nothing in production, or if there is an admin already.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand
from django.db import transaction

from console.accounts.permissions import ROLES

NAME = "admin"


class Command(BaseCommand):
    """See above."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, if there is none."""
        if settings.NSCP.production or User.objects.filter(groups__name="admin").exists():
            return
        password = secrets.token_urlsafe(12)
        with transaction.atomic():
            user = User.objects.create_user(NAME, password=password, first_name="Development admin")
            user.groups.set(Group.objects.filter(name__in=ROLES))
        self.stdout.write(f"Sign in to the staff console as {NAME} with the password {password} (shown only now).")
