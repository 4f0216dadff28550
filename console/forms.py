"""What the console's forms share: how they look, fields for days and for text of several lines, and the reason for a step.

A template writes `{{ form }}` for the error summary and all fields, or includes `console/error_summary.html` and writes
`{{ form.name.as_field_group }}` where it wants a field.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from console.validators import no_details

LONGEST_REASON = 300  # characters


class Renderer(TemplatesSetting):
    """Django's, with our templates: label, hint, error and field together, and a summary that links to each error."""

    form_template_name = "console/form.html"
    field_template_name = "console/field.html"


class DayInput(forms.DateInput):
    """A day with the browser's own calendar. Browsers read its value in ISO format only, and show nothing for another."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Lines(forms.CharField):
    """Counts the end of a line as one character, as a browser does, although it sends two."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends, which is then validated."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class ReasonForm(forms.Form):
    """Why somebody wants to do something, for the audit log. Several forms on one page need a prefix each."""

    reason = forms.CharField(
        label="Why?",
        max_length=LONGEST_REASON,
        help_text="This is kept in the audit log. Do not write anything about a family here.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say why, in a few words."},
        validators=[no_details],
    )

    def __init__(self, *args: Any, question: str = "Why?", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = question
