"""The first page: what the reader can do here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.accounts.access import signed_in


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The sections that the reader may open."""
    return render(request, "console/home.html")
