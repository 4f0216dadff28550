"""Hiding a detail that slipped through the masking, when a reviewer sees it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django import forms
from django.db import transaction

from console.conversations.erasing import index_held
from console.conversations.review_models import SlippedThrough
from console.conversations.rewriting import rewrite
from console.validators import IN_WORDS
from nscp.masking import PLACEHOLDERS

SHORTEST, LONGEST = 2, 200  # characters
NOT_THERE = "That does not stand in this conversation. Copy it exactly as it is shown."


class HideForm(forms.Form):
    """What is to be hidden, and of which kind it is."""

    detail = forms.CharField(
        label="What should be hidden?",
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text="Copy the whole name or number from the conversation. It is hidden wherever it stands in this one.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Copy what should be hidden from the conversation."},
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=lambda: [("", "Choose one"), *((kind, words[:1].upper() + words[1:]) for kind, words in IN_WORDS.items())],
        help_text="How many of each kind slipped through is counted. What was hidden is written down nowhere.",
        error_messages={"required": "Choose what it is."},
    )

    def clean_detail(self) -> str:
        """Refuse what stands in place of a detail."""
        detail = str(self.cleaned_data["detail"]).strip()
        if detail.strip("[]").lower() in {placeholder.strip("[]").lower() for placeholder in PLACEHOLDERS.values()}:
            raise forms.ValidationError("That is what stands in place of a detail. There is nothing to hide.")
        return detail


class NotInConversation(Exception):
    """The detail does not stand in the conversation, or somebody has hidden it meanwhile."""


def hide(sender_id: str, detail: str, kind: str, note: Callable[[], None]) -> None:
    """Hide a detail in every table and in the index, at once, and count its kind.

    Args:
        sender_id: the conversation.
        detail: as it stands there; its case does not matter.
        kind: a key of `PLACEHOLDERS`.
        note: writes down, in the same transaction, that something is hidden.

    Raises:
        NotInConversation: nothing was changed.
        MustStay: somebody brings the index up to date for too long.
        django.db.Error: the database does not answer.
        OSError: SQLite's lock file cannot be made.
    """
    with index_held(), transaction.atomic():
        note()
        if not rewrite(sender_id, replacing(detail, PLACEHOLDERS[kind])):
            raise NotInConversation
        SlippedThrough.objects.create(kind=kind)


def replacing(detail: str, placeholder: str) -> Callable[[str], str]:
    """Return what puts a placeholder in place of a detail where it stands as whole words, however it is spaced."""
    words = r"\s+".join(map(re.escape, detail.split()))
    before = r"(?<!\w)" if detail[0].isalnum() else ""
    after = r"(?!\w)" if detail[-1].isalnum() else ""
    placeholders = "|".join(map(re.escape, PLACEHOLDERS.values()))
    pattern = re.compile(rf"(?P<placeholder>{placeholders})|{before}{words}{after}", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: found["placeholder"] or placeholder, text)
