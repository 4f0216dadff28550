"""The audit log, newest first. There is no page that changes it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.filters import EntryFilter
from console.audit.models import Entry
from console.paging import page_of


@needs(Permission.VIEW_AUDIT_LOG)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rows that the filters leave, a page at a time."""
    chosen = EntryFilter(request.GET or None, Entry.objects.all())
    return render(request, "audit/index.html", {"filter": chosen, "page": page_of(request, chosen.qs)})
