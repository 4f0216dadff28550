"""The period that a page counts over, chosen in the address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils import timezone

from console.forms import DayInput

FIRST, LAST = date(2020, 1, 1), date(2099, 12, 31)
DAYS = 28  # without a choice: four whole weeks, so that each day of the week counts alike


def _day(label: str) -> forms.DateField:
    within = [MinValueValidator(FIRST, "Choose a day from 2020 on."), MaxValueValidator(LAST, "Choose a day before 2100.")]
    return forms.DateField(label=label, validators=within, widget=DayInput())


class PeriodForm(forms.Form):
    """First and last day."""

    since = _day("From")
    until = _day("Until")

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "since" in cleaned and "until" in cleaned and cleaned["since"] > cleaned["until"]:
            self.add_error("until", "The last day comes before the first. Choose a later one.")
        return cleaned


def period(query: QueryDict) -> tuple[PeriodForm, date, date]:
    """Return the form, the first and the last day: the last four weeks, unless the address says otherwise."""
    until = timezone.localdate()
    since = until - timedelta(days=DAYS - 1)
    asked = PeriodForm({"since": query.get("since") or since, "until": query.get("until") or until})
    if asked.is_valid():
        since, until = asked.cleaned_data["since"], asked.cleaned_data["until"]
    return asked, since, until
