from __future__ import annotations

from django.apps import AppConfig


class OffSwitchConfig(AppConfig):
    """The app that pauses the assistant."""

    name = "console.off_switch"
