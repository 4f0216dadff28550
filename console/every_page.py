"""What every page shows: where the reader may go, whether this is a test version, whether the assistant is paused."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from console.navigation import links
from nscp.contacts import all_checked, load_contacts
from nscp.settings import PROJECT


def every_page(request: HttpRequest) -> dict[str, Any]:
    """A context processor of Django's."""
    return {"navigation": links(request), "is_test_version": _is_test_version()}


@cache
def _is_test_version() -> bool:
    return not all_checked(load_contacts(PROJECT))
