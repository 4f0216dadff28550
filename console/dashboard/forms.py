"""The period that a page counts over, chosen in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.http import QueryDict
from django.utils import timezone

from console.dashboard.period import Days, spelt
from console.forms import DayInput

FIRST = date(2020, 1, 1)
# Name in the address -> (title, days). Whole weeks, so that each day of the week counts alike.
CHOICES = {"7-days": ("Last 7 days", 7), "4-weeks": ("Last 4 weeks", 28), "3-months": ("Last 3 months", 13 * 7)}
USUAL = "4-weeks"


@dataclass(frozen=True)
class Choice:
    """A link that chooses a period."""

    name: str
    title: str
    is_chosen: bool


def _day(label: str) -> forms.DateField:
    early = MinValueValidator(FIRST, f"“{label}” must be {spelt(FIRST)} or later.")
    return forms.DateField(label=label, required=False, validators=[early], widget=DayInput())


class PeriodForm(forms.Form):
    """First and last day. A day that is left out is today, or four weeks before the last.

    Attributes:
        period: what was chosen; None if the dates cannot be used, and the form has errors.
        has_own_dates: the address has dates rather than the name of a choice.
    """

    since = _day("From")
    until = _day("Until")

    def __init__(self, query: QueryDict) -> None:
        today = timezone.localdate()
        name = query.get("last", "")
        self.chosen = name if name in CHOICES else USUAL
        usual = Days(today - timedelta(days=CHOICES[self.chosen][1] - 1), today)
        initial = {"since": usual.first, "until": usual.last}
        fields = self.base_fields.items()
        self.has_own_dates = any(not field.widget.value_omitted_from_data(query, {}, key) for key, field in fields)
        super().__init__(query if self.has_own_dates else None, initial=initial)
        self.period: Days | None = usual
        if self.has_own_dates:
            self.period = Days(self.cleaned_data["since"], self.cleaned_data["until"]) if self.is_valid() else None

    def clean_until(self) -> date:
        """Return today for a day that was left out."""
        today = timezone.localdate()
        until: date = self.cleaned_data["until"] or today
        if until > today:
            raise forms.ValidationError(f"“Until” must be today, {spelt(today)}, or earlier.")
        return until

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "since" not in cleaned or "until" not in cleaned:
            return cleaned
        cleaned["since"] = cleaned["since"] or cleaned["until"] - timedelta(days=CHOICES[USUAL][1] - 1)
        if cleaned["since"] > cleaned["until"]:
            self.add_error("until", f"“Until” must be {spelt(cleaned['since'])} or later, because “From” is that day.")
        return cleaned

    @property
    def choices(self) -> list[Choice]:
        """Return the periods that need no dates."""
        return [Choice(name, title, not self.has_own_dates and name == self.chosen) for name, (title, _) in CHOICES.items()]
