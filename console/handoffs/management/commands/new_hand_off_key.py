"""Prints a new key for NSCP_HANDOFF_KEYS."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # noqa: RUF012  # as Django declares it

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a key and store it nowhere."""
        self.stdout.write(Fernet.generate_key().decode("ascii"))
