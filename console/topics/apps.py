from __future__ import annotations

from django.apps import AppConfig


class TopicsConfig(AppConfig):
    """The app of topics."""

    name = "console.topics"
    verbose_name = "topics"
