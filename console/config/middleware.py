"""Middleware for every page: headers that Django has no setting for, the time in the UK, and what a reload leads to."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone

from nscp.turn_facts import LOCAL

HEADERS = {
    # Staff may share a computer: what they read is stored by no browser and shown by no "back" after signing out.
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
    """Shows UK time on pages. What is stored or logged is in UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(LOCAL):
            return self._get_response(request)


class ReloadMiddleware:
    """Redirects a GET of an address that takes POST only, which a browser shows after a form error, to the page above it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if response.status_code == 405 and request.method in ("GET", "HEAD"):
            return redirect(page_above(request.path))
        return response


def page_above(path: str) -> str:
    """Return the nearest address above that exists: /conversations/a/ for /conversations/a/note/."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        break
    return path
