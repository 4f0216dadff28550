"""A field for a day, with the browser's own calendar."""

from __future__ import annotations

from django import forms


class DayInput(forms.DateInput):
    """Browsers read the value of such a field in one form only, whatever the language, and show nothing for another."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
