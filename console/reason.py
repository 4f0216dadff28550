"""Why somebody wants to do something: asked before what is kept in the audit log with a reason."""

from __future__ import annotations

from django import forms

LONGEST = 300  # characters


class ReasonForm(forms.Form):
    """A reason. Give it a prefix where a page has several forms."""

    reason = forms.CharField(
        label="Why?",
        max_length=LONGEST,
        help_text="This is kept in the audit log. Do not write anything about a family here.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say why, in a few words."},
    )
