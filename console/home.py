"""The first page: what waits for somebody, and what the reader can do here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.accounts.access import signed_in
from console.waiting import waiting


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits, and the sections that the reader may open."""
    return render(request, "console/home.html", {"waiting": waiting(request)})
