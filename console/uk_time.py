"""Pages show the time in the United Kingdom. What is stored, and what the other processes write, stays in UTC."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class UkTimeMiddleware:
    """Shows UTC on a machine that knows no time zones."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        try:
            self._zone: ZoneInfo | None = ZoneInfo("Europe/London")
        except ZoneInfoNotFoundError:
            self._zone = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(self._zone):
            return self._get_response(request)
