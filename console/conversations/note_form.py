"""A note that staff write on a conversation."""

from __future__ import annotations

from django import forms

from console.forms import Lines
from console.validators import no_details

LONGEST_NOTE = 2000  # characters
NOT_KEPT = "Write a note of at most 2,000 characters. It was not kept."


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
