from __future__ import annotations

from django.apps import AppConfig


class HandOffsConfig(AppConfig):
    """The app of messages for NSCP."""

    name = "console.handoffs"
    verbose_name = "messages for NSCP"
