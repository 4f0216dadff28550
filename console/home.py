"""The first page: what the reader can do here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console.accounts.access import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The sections that the reader may open."""
    return render(request, "console/home.html")
