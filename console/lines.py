"""Texts of several lines in forms."""

from __future__ import annotations

from typing import Any

from django import forms


class Lines(forms.CharField):
    """Counts the end of a line as one character, as a browser does, although it sends two."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text with plain line ends, which is then checked and kept."""
        return str(super().to_python(value)).replace("\r\n", "\n")
