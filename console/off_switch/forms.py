"""What is asked before the assistant is paused."""

from __future__ import annotations

import unicodedata

from django import forms

from console.no_details import no_details
from console.reason import ReasonForm

LONGEST_NOTICE = 400  # characters


class PauseForm(ReasonForm):
    """A reason, and a message for families."""

    notice = forms.CharField(
        label="Message for families (you can leave it empty)",
        required=False,
        max_length=LONGEST_NOTICE,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[no_details],
        help_text=(
            f"Up to {LONGEST_NOTICE} characters, shown to everybody who opens the chat, after the fixed notice below. "
            "Plain words, no links. Do not write personal details: no names, nothing about a case."
        ),
    )

    def clean_notice(self) -> str:
        """Without characters that cannot be seen; new lines stay."""
        notice = str(self.cleaned_data["notice"]).replace("\r\n", "\n")
        return "".join(letter for letter in notice if letter == "\n" or unicodedata.category(letter)[0] != "C").strip()
