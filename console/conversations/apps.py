from __future__ import annotations

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """The app of conversations."""

    name = "console.conversations"
    verbose_name = "conversations"
