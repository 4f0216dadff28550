"""What is asked before the assistant is paused."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

from console.no_details import no_details
from console.reason import ReasonForm

LONGEST_NOTICE = 400  # characters


class Notice(forms.CharField):
    """A text with new lines, which count as one character, as the browser counts them."""

    def to_python(self, value: Any) -> str:
        """Without characters that cannot be seen; new lines stay."""
        text = super().to_python(value).replace("\r\n", "\n")
        return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter)[0] != "C").strip()


class PauseForm(ReasonForm):
    """A reason, and a message for families."""

    notice = Notice(
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
