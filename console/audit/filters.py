"""What the audit log can be narrowed down to. The choice stands in the address, so that it can be kept and shared."""

from __future__ import annotations

import django_filters

from console.audit.models import Action, Entry
from console.day_input import DayInput


class EntryFilter(django_filters.FilterSet):
    """By who, what, which thing and when."""

    name = django_filters.CharFilter(lookup_expr="iexact", label="Account name")
    action = django_filters.ChoiceFilter(choices=Action.choices, label="What was done", empty_label="Anything")
    subject = django_filters.CharFilter(lookup_expr="icontains", label="Done to, such as a reference")
    from_day = django_filters.DateFilter(field_name="at", lookup_expr="date__gte", label="From", widget=DayInput())
    to_day = django_filters.DateFilter(field_name="at", lookup_expr="date__lte", label="Until", widget=DayInput())

    class Meta:
        model = Entry
        fields = ()
