"""What is asked before the assistant is paused, and before what families then read is changed."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

from console.forms import Lines, ReasonForm
from console.validators import no_details

LONGEST_NOTICE = 400  # characters


class Notice(Lines):
    """A text without characters that cannot be seen; new lines stay."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter)[0] != "C").strip()


class NoticeForm(forms.Form):
    """A message for families."""

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


class PauseForm(NoticeForm, ReasonForm):
    """A reason, and a message for families."""
