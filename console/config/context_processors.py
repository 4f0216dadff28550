"""What every page shows: where the reader may go, whether this is a test version, whether the assistant is paused."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from console.accounts.access import may, may_enter
from console.accounts.permissions import Permission
from console.conversations import topics
from console.navigation import links
from console.off_switch.services import NeverStarted, Paused, paused
from nscp.contacts import all_checked, load_contacts
from nscp.settings import PROJECT
from nscp.training_problems import noted


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs."""
    return {
        "navigation": links(request),
        "may_enter": may_enter(request),
        "is_test_version": _is_test_version(),
        "paused": _paused(request),
        "data_problems": _data_problems() if may(request, Permission.FIX_DATA) else [],
        "idle_minutes": settings.NSCP.console.idle_minutes,
        "may_pause": may(request, Permission.PAUSE_ASSISTANT),
    }


def _paused(request: HttpRequest) -> Paused | None:
    """Return how the assistant is paused, to signed-in staff alone."""
    if not may_enter(request):
        return None
    try:
        return paused()
    except NeverStarted:
        return None


def _data_problems() -> list[str]:
    """Return what is wrong with the data: in topic files as they are now, or else what stopped the last training."""
    return topics.problems() or noted(PROJECT)


@cache
def _is_test_version() -> bool:
    return not all_checked(load_contacts(PROJECT))
