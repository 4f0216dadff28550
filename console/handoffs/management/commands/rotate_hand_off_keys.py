"""Encrypts every hand-off with the newest key of NSCP_HANDOFF_KEYS. May be interrupted, and run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from console.handoffs.encryption import DecryptionError, encrypt_again
from console.handoffs.models import HandOff


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Encrypt them one by one and say how many there were; CommandError if some could not be opened."""
        outcomes = [_rotate(pk) for pk in HandOff.objects.order_by("pk").values_list("pk", flat=True)]
        self.stdout.write(f"{outcomes.count(True)} encrypted with the newest key.")
        if closed := outcomes.count(False):
            raise CommandError(f"No key in NSCP_HANDOFF_KEYS opens {closed} of them: they are left as they were.")


def _rotate(pk: int) -> bool | None:
    """Encrypt one again; False if no key opens it, None if there is nothing in it."""
    with transaction.atomic():
        hand_off = HandOff.objects.select_for_update().filter(pk=pk).exclude(details="").first()
        if hand_off is None:
            return None
        try:
            hand_off.details = encrypt_again(hand_off.details)
        except DecryptionError:
            return False
        hand_off.save(update_fields=["details"])
    return True
