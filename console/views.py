"""The first page: what needs a person today, and the sections that the reader may open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console import today
from console.accounts.access import may, signed_in
from console.accounts.permissions import Permission
from console.conversations import queue


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the first page."""
    context = {
        "needs_somebody": today.needs_somebody(request),
        "this_week": today.this_week(request),
        "may_review": may(request, Permission.REVIEW_CONVERSATIONS) and queue.waiting().exists(),
    }
    return render(request, "console/home.html", context)
