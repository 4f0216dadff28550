"""Middleware for every page: headers that Django has no setting for, and the time in the United Kingdom."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

HEADERS = {
    # Staff may share a computer: what they read is kept by no browser and shown by no "back" after signing out.
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
}


class HeadersMiddleware:
    """Adds `HEADERS`, unless a view has set its own. Comes after the static files' middleware, whose files may be cached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class UkTimeMiddleware:
    """Shows UK time on pages; UTC on a machine that knows no time zones. What is stored or logged is in UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        try:
            self._zone: ZoneInfo | None = ZoneInfo("Europe/London")
        except ZoneInfoNotFoundError:
            self._zone = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(self._zone):
            return self._get_response(request)
