"""What the console's forms share: how they look, fields for days and for text of several lines, and the reason for a step.

A template writes `{{ form }}` for all fields, or `{{ form.name.as_field_group }}` where it wants one. The error summary of
every form that a view gives its page stands before the h1 already (console/templates/console/base.html).
"""

from __future__ import annotations

import contextlib
from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from console.error_messages import DAY_EXAMPLE, use_plain_words
from console.validators import no_details

LONGEST_REASON = 300  # characters


class BoundField(forms.BoundField):
    """Django's, with error messages that name the field and say what to do, and with the hint of its widget."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        self.help_text: str = field.help_text or getattr(field.widget, "hint", "")
        use_plain_words(field, str(self.label))


class Renderer(TemplatesSetting):
    """Django's, with our templates and fields. It is asked about every form, also those of libraries (FORM_RENDERER)."""

    form_template_name = "console/form.html"
    field_template_name = "console/field.html"
    bound_field_class = BoundField


class DayInput(forms.DateInput):
    """A day as one line of text: browsers show their own date boxes in the order of the system's language."""

    hint = f"For example, {DAY_EXAMPLE}"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "day", "autocomplete": "off"}, format="%-d %-m %Y")

    def format_value(self, value: Any) -> str | None:
        """Return the day as it is typed here, also one that an address gives in ISO format."""
        with contextlib.suppress(TypeError, ValueError):
            value = date.fromisoformat(value)
        formatted: str | None = super().format_value(value)
        return formatted


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
        help_text="This is saved in the audit log. Do not write anything about a family here.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        validators=[no_details],
    )

    def __init__(self, *args: Any, question: str = "Why?", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = question
        asked = (
            "Say why, in a few words." if question == "Why?" else f"Say in a few words: {question[:1].lower()}{question[1:]}"
        )
        self.fields["reason"].error_messages["required"] = asked
