"""Makes an admin's account, or lets a locked admin in again, and prints a link to choose a password with.

For the first admin of a new service, and for when no admin can sign in. Usage: new_admin NAME
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from console.accounts.passwords import path_of_link
from console.audit.models import Action, record_command


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", type=str.lower, help="the name to sign in with")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        """Make or unlock the account. An app for codes stays as it is."""
        with transaction.atomic():
            user, is_new = User.objects.get_or_create(username=name)
            if is_new:
                user.set_unusable_password()
            user.is_active = True
            user.full_clean(exclude=["password"])
            user.save()
            user.groups.add(Group.objects.get(name="admin"))
            what = "made it: Admin" if is_new else "unlocked it, and gave it the role Admin"
            record_command(Action.ACCOUNT, f"account {user.get_username()}", what)
        self.stdout.write(f"To choose a password, open this within a day, after the console's address: {path_of_link(user)}")
