from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """The app of those who may sign in."""

    name = "console.accounts"

    def ready(self) -> None:
        """Write roles into the database after each migration, and notes of sign-ins into the audit log."""
        from console.accounts import sessions, sign_in_notes
        from console.accounts.groups import write_groups

        sessions.connect()
        sign_in_notes.connect()
        post_migrate.connect(write_groups, sender=self, dispatch_uid="roles")
