"""The form in which a message is tried."""

from __future__ import annotations

from django import forms

from console.forms import Lines

LONGEST = 1000  # characters


class TryForm(forms.Form):
    """A message."""

    text = Lines(
        label="A message, as a family might write it",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It is deleted when you have seen the answer, at the latest after an hour.",
        error_messages={"required": "Write a message to try."},
    )

    def clean_text(self) -> str:
        """Return the message, if there is anything to read in it."""
        text: str = self.cleaned_data["text"]
        if not any(letter.isprintable() and letter not in " /" for letter in text):
            raise forms.ValidationError("Write a message to try.")
        return text
