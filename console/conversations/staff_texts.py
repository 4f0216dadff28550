"""Texts of several lines that staff write."""

from __future__ import annotations

from typing import Any

from django import forms

from console.no_details import no_details

LONGEST_NOTE = 2000  # characters
NOT_KEPT = "Write a note of at most 2,000 characters. It was not kept."


class Lines(forms.CharField):
    """Counts the end of a line as one character, as a browser does, although it sends two."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text with plain line ends, which is then checked and kept."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class NoteForm(forms.Form):
    """A note on a conversation."""

    text = Lines(
        label="New note",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For colleagues. Name no family.",
        validators=[no_details],
        error_messages=dict.fromkeys(("required", "max_length", "null_characters_not_allowed"), NOT_KEPT),
    )
