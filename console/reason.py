"""Why somebody wants to do something: asked before what is kept in the audit log with a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from console.no_details import no_details

LONGEST = 300  # characters


class ReasonForm(forms.Form):
    """A reason. Where a page has several forms, give each a prefix and a question of its own."""

    reason = forms.CharField(
        label="Why?",
        max_length=LONGEST,
        help_text="This is kept in the audit log. Do not write anything about a family here.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say why, in a few words."},
        validators=[no_details],
    )

    def __init__(self, *args: Any, question: str = "Why?", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = question
