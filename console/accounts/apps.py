from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """The app of accounts: signing in, roles, and who may open which view."""

    name = "console.accounts"

    def ready(self) -> None:
        """Connect the signals."""
        from console.accounts import signals

        post_migrate.connect(signals.write_groups, sender=self, dispatch_uid="roles")
