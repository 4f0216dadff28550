from __future__ import annotations

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """The app of the dashboard. It has no tables."""

    name = "console.dashboard"
