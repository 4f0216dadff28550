from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app of the audit log."""

    name = "console.audit"
