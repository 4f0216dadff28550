"""Forms on the list of conversations: marking several as reviewed, and naming a filter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from console.conversations.models import Conversation, SavedFilter
from console.validators import no_details

LONGEST_NAME = 40  # characters
NAME_IT = f"Enter a name for the filter of at most {LONGEST_NAME} characters."


@dataclass(frozen=True)
class Seen:
    """How much of a conversation the list showed when somebody chose it; see `queue.mark_reviewed`."""

    sender_id: str
    messages: int
    thumbs_down: int


def seen_in_list(conversation: Conversation) -> str:
    """Return the value of a conversation's box in the list."""
    return f"{conversation.messages}.{conversation.thumbs_down}.{conversation.sender_id}"


class _Boxes(forms.MultipleChoiceField):
    """Boxes of the list. What is not of their form is passed over."""

    def valid_value(self, value: str) -> bool:
        return True

    def clean(self, value: Any) -> list[Seen]:
        return list(_read(super().clean(value)))


class MarkReviewedForm(forms.Form):
    """Which conversations of the list somebody has been through."""

    chosen = _Boxes(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the conversations that you have been through, then mark them."},
    )


class SaveFilterForm(forms.Form):
    """A name for the filter that the list has now."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        help_text="For you only, for example “Not in the guide, not reviewed”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "max_length", "null_characters_not_allowed"), NAME_IT),
        validators=[no_details],
    )

    def __init__(self, *args: Any, by: str, query: str, **options: Any) -> None:
        """Take whose filter it is and what it asks for, besides what any form takes."""
        super().__init__(*args, prefix="save", **options)
        self._by = by
        self._query = query

    def clean_name(self) -> str:
        """Refuse a name that is taken."""
        name = str(self.cleaned_data["name"])
        if SavedFilter.objects.filter(by=self._by, name=name).exists():
            raise forms.ValidationError("You have a filter of this name. Enter another name, or delete that filter first.")
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse a filter that asks for nothing, or whose search holds a personal detail: it would be stored for long."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self._query:
            raise forms.ValidationError("Choose at least one filter and select “Show”, then save it.")
        no_details(QueryDict(self._query).get("q", ""))
        return cleaned

    def save(self) -> None:
        """Save it."""
        SavedFilter.objects.create(by=self._by, name=self.cleaned_data["name"], query=self._query)


def _read(values: Iterable[str]) -> Iterable[Seen]:
    for value in values:
        messages, _, rest = value.partition(".")
        thumbs_down, _, sender_id = rest.partition(".")
        if all(number.isdecimal() and len(number) < 10 for number in (messages, thumbs_down)) and "\x00" not in sender_id:
            yield Seen(sender_id, int(messages), int(thumbs_down))
