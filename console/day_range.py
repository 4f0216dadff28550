"""A first and a last day to narrow a list down to, for filter sets: `Meta.form = DayRangeForm`."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django import forms

from console.forms import DayInput


class DayRangeForm(forms.Form):
    """The form of a filter set with `from_day` and `to_day`."""

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_day"), cleaned.get("to_day")
        if first and last and first > last:
            label = self.fields["from_day"].label
            self.add_error("to_day", f"Enter a last day that is the same as “{label}” or after it.")
        return cleaned


def day_filter(label: str, **options: Any) -> df.DateFilter:
    """Return a filter by a day; options as of any filter."""
    wrong = {"invalid": f"“{label}” must be a real date."}
    return df.DateFilter(label=label, widget=DayInput(), error_messages=wrong, **options)
