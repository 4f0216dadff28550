"""Makes an account that may do everything, for a developer's machine, and prints its password once, on a terminal only.

What is printed elsewhere stays in somebody's log, so there the password goes into a file for its owner only.
Does nothing in production, or if there is an admin already.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand
from django.db import transaction

from console.accounts.permissions import ROLES

NAME = "admin"


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.NSCP.production or User.objects.filter(groups__name="admin").exists():
            return
        password = secrets.token_urlsafe(12)
        with transaction.atomic():
            user = User.objects.create_user(NAME, password=password, first_name="Development admin")
            user.groups.set(Group.objects.filter(name__in=ROLES))
        self.stdout.write(f"Sign in to the staff console as {NAME} with the password {self._told(password)}.")

    def _told(self, password: str) -> str:
        if self.stdout.isatty():
            return f"{password} (shown only now)"
        file: Path = settings.NSCP.folder() / "admin.password"
        file.write_text(f"{password}\n", encoding="ascii")
        return f"in {file}, and delete that file"
