"""Pages for what went wrong. Each says what to do in a plain sentence."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token that only our own pages give out: too old, or sent by another website."""
    return render(request, "console/form_too_old.html", status=403)
