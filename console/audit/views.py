"""The audit log, newest first. There is no page that changes it."""

from __future__ import annotations

from collections.abc import Iterator

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action, Entry, record
from console.conversations.exporting import csv_response
from console.day_range import DayRangeForm, day_filter
from console.forms import ReasonForm
from console.navigation import page_of

AT_ONCE = 500  # rows that are read together for a file
NO_NUL = {"null_characters_not_allowed": "Type it again: it holds a character that nobody sees."}


COLUMNS = ("when", "who", "what", "done_to", "why")


class EntryFilter(django_filters.FilterSet):
    """Narrows the log down by account, action, subject and day. The choice is in the address, so it can be shared."""

    name = django_filters.CharFilter(lookup_expr="iexact", label="Account name", error_messages=NO_NUL)
    action = django_filters.ChoiceFilter(
        choices=Action.choices,
        label="What was done",
        empty_label="Anything",
        error_messages={"invalid_choice": "Choose one of the entries of “What was done”."},
    )
    subject = django_filters.CharFilter(
        lookup_expr="icontains", label="Done to", help_text="Such as a reference.", error_messages=NO_NUL
    )
    from_day = day_filter("From", field_name="at", lookup_expr="date__gte")
    to_day = day_filter("Until", field_name="at", lookup_expr="date__lte")

    class Meta:
        model = Entry
        fields = ()
        form = DayRangeForm

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Return the rows that fit; none if the form has an error."""
        return queryset.none() if self.form.errors else super().filter_queryset(queryset)


@needs(Permission.VIEW_AUDIT_LOG)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the rows that the filters leave, a page at a time."""
    chosen = _chosen(request)
    context = {"filter": chosen, "form": chosen.form, "page": page_of(request, chosen.qs), "query": _query(request)}
    return render(request, "audit/index.html", context)


@needs(Permission.VIEW_AUDIT_LOG)
def export(request: HttpRequest) -> HttpResponseBase:
    """Ask why, then download the rows that the filters leave."""
    chosen, address = _chosen(request), f"{reverse('audit:index')}?{_query(request)}"
    if chosen.form.errors:
        return redirect(address)
    newest = Entry.objects.order_by("pk").last()  # the download itself is recorded after it
    rows = chosen.qs.filter(pk__lte=newest.pk if newest else 0)
    count = rows.count()
    form = ReasonForm(request.POST if request.method == "POST" else None, question="Why do you need these rows?")
    if request.method == "POST" and form.is_valid():
        record(request, Action.EXPORT, f"audit log, rows: {count}", form.cleaned_data["reason"])
        return csv_response("audit-log", COLUMNS, _rows(rows), is_streamed=True)
    context = {"form": form, "count": count, "address": address}
    return render(request, "audit/export.html", context, status=400 if form.errors else 200)


def _chosen(request: HttpRequest) -> EntryFilter:
    return EntryFilter(request.GET or None, Entry.objects.all())


def _query(request: HttpRequest) -> str:
    """Return the filters in the address, without the page."""
    query = request.GET.copy()
    query.pop("page", None)
    return str(query.urlencode())


def _rows(entries: QuerySet) -> Iterator[tuple[object, ...]]:
    for entry in entries.iterator(chunk_size=AT_ONCE):
        yield entry.at, entry.name or "Not signed in", entry.get_action_display(), entry.subject, entry.reason
