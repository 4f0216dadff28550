"""Forms about conversations: notes, tags, judgements, what is to be hidden, and what NSCP would answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from console.conversations import topics
from console.conversations.hiding import why_not_hidden
from console.conversations.models import ApprovedAnswer, Message
from console.forms import DayInput, Lines
from console.validators import DETAIL_LABELS, no_details
from nscp.masking import PLACEHOLDERS
from nscp.words import words_of

MOST_WORDS_SHARED = 4  # in a row with what the family wrote; git cannot forget, and these are words about children
RIGHT = "right"  # in place of a topic: what the assistant understood
NONE_FITS = "none"  # in place of a topic: it misunderstood, and there is no topic for this
LONGEST_TAG, LONGEST_NOTE, LONGEST_EXAMPLE, LONGEST_ANSWER = 40, 2000, 300, 2000  # characters
NOT_SAVED = "Write a note of at most 2,000 characters. It was not saved."
LONGEST_DETAIL = 200  # characters


class NoteForm(forms.Form):
    """A note on a conversation, new or changed."""

    text = Lines(
        label="New note",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For colleagues. Name no family.",
        validators=[no_details],
        error_messages=dict.fromkeys(("required", "max_length", "null_characters_not_allowed"), NOT_SAVED),
    )


class _TagField(forms.CharField):
    """In small letters and with single spaces, so that a tag is the same however it is typed."""

    def to_python(self, value: Any) -> str:
        """Return the tag, which is then validated."""
        return " ".join(str(super().to_python(value)).lower().split())


class TagForm(forms.Form):
    """A tag for a conversation."""

    name = _TagField(
        label="New tag",
        max_length=LONGEST_TAG,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "tags-in-use"}),
        validators=[no_details],
        error_messages=dict.fromkeys(
            ("required", "max_length", "null_characters_not_allowed"), "Write a tag of at most 40 characters."
        ),
    )


class JudgementForm(forms.Form):
    """What a reviewer makes of one message. A button that is a first choice sends `about` alone."""

    about = forms.ChoiceField(
        label="What is the message about?",
        choices=lambda: [
            ("", "Choose a topic"),
            (RIGHT, "The assistant was right"),
            (NONE_FITS, "None of these: no topic fits"),
            *topics.choices(),
        ],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what the message is about from the list."),
    )
    guide_should_answer = forms.BooleanField(label="The guide should answer this", required=False)
    example = Lines(
        label="An example in your own words",
        required=False,
        max_length=LONGEST_EXAMPLE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="How another family might ask the same. Do not copy theirs, and name nobody. You can leave this empty.",
        validators=[no_details],
        error_messages=dict.fromkeys(
            ("max_length", "null_characters_not_allowed"), f"Write an example of at most {LONGEST_EXAMPLE} characters."
        ),
    )

    def __init__(self, *args: Any, message: Message, **options: Any) -> None:
        """Take the message that is judged, besides what any form takes."""
        super().__init__(*args, **options)
        self.message = message

    def clean_example(self) -> str:
        """Return the example on one line; it must not be the family's own words.

        Raises:
            ValidationError: it is.
        """
        example = " ".join(self.cleaned_data["example"].split())
        written = Message.objects.filter(conversation_id=self.message.conversation_id).values_list("text", flat=True)
        shared = next(filter(None, (shared_words(example, text) for text in written)), "")
        if shared:
            raise forms.ValidationError(f"“{shared}” is in what the family wrote too. Say it in words of your own.")
        return example


class HideForm(forms.Form):
    """What is to be hidden, and of which kind it is."""

    detail = forms.CharField(
        label="What should be hidden?",
        max_length=LONGEST_DETAIL,
        help_text="Copy the whole name or number from the conversation. It is hidden wherever it is in this one.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Copy what should be hidden from the conversation."},
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=lambda: [
            ("", "Choose one"),
            *((kind, words[:1].upper() + words[1:]) for kind, words in DETAIL_LABELS.items()),
        ],
        help_text="How many of each kind slipped through is counted. What was hidden is written down nowhere.",
        error_messages={"required": "Choose what it is."},
    )

    def clean_detail(self) -> str:
        """Refuse a placeholder, which is already in place of a detail, and words that are none of a family's details."""
        detail = str(self.cleaned_data["detail"]).strip()
        if detail.strip("[]").lower() in {placeholder.strip("[]").lower() for placeholder in PLACEHOLDERS.values()}:
            raise forms.ValidationError("That is already shown in place of a detail. There is nothing to hide.")
        if reason := why_not_hidden(detail):
            raise forms.ValidationError(reason)
        return detail


class AnswerForm(forms.ModelForm):
    """NSCP's answer to a question that the guide leaves open, with who approved it."""

    text = Lines(
        label="What NSCP would answer",
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Only what NSCP has approved. Families do not see it until a trainer has put it into the assistant.",
        error_messages={
            "required": "Write the answer that NSCP has approved.",
            **dict.fromkeys(("max_length", "null_characters_not_allowed"), "Write an answer of at most 2,000 characters."),
        },
        validators=[no_details],
    )
    approved_by = forms.CharField(
        label="Who at NSCP approved it",
        max_length=100,
        help_text="A name or a job title, such as “Chair of the panel”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "max_length", "null_characters_not_allowed"),
            "Say who at NSCP approved the answer, in at most 100 characters.",
        ),
    )
    approved_on = forms.DateField(
        label="When it was approved",
        widget=DayInput(),
        error_messages=dict.fromkeys(("required", "invalid"), "Give the day on which the answer was approved."),
    )

    class Meta:
        model = ApprovedAnswer
        fields = ("text", "approved_by", "approved_on")

    def clean_approved_on(self) -> date:
        """Refuse a day that is still to come."""
        day: date = self.cleaned_data["approved_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Give a day that is not in the future.")
        return day


def shared_words(example: str, message: str) -> str:
    """Return the first five words in a row that are in both texts; empty if there are none."""
    length = MOST_WORDS_SHARED + 1
    ours, theirs = words_of(example), words_of(message)
    runs = {tuple(theirs[start : start + length]) for start in range(len(theirs) - length + 1)}
    for start in range(len(ours) - length + 1):
        if tuple(ours[start : start + length]) in runs:
            return " ".join(ours[start : start + length])
    return ""
