"""The audit log, newest first. There is no page that changes it."""

from __future__ import annotations

import django_filters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action, Entry
from console.forms import DayInput
from console.navigation import page_of


class EntryFilter(django_filters.FilterSet):
    """Narrows the log down by account, action, subject and day. The choice is in the address, so it can be shared."""

    name = django_filters.CharFilter(lookup_expr="iexact", label="Account name")
    action = django_filters.ChoiceFilter(choices=Action.choices, label="What was done", empty_label="Anything")
    subject = django_filters.CharFilter(lookup_expr="icontains", label="Done to, such as a reference")
    from_day = django_filters.DateFilter(field_name="at", lookup_expr="date__gte", label="From", widget=DayInput())
    to_day = django_filters.DateFilter(field_name="at", lookup_expr="date__lte", label="Until", widget=DayInput())

    class Meta:
        model = Entry
        fields = ()


@needs(Permission.VIEW_AUDIT_LOG)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the rows that the filters leave, a page at a time."""
    chosen = EntryFilter(request.GET or None, Entry.objects.all())
    return render(request, "audit/index.html", {"filter": chosen, "page": page_of(request, chosen.qs)})
