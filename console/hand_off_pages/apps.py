from __future__ import annotations

from django.apps import AppConfig


class HandOffPagesConfig(AppConfig):
    """The app of the pages about hand-offs; the hand-offs themselves are in console.handoffs."""

    name = "console.hand_off_pages"
