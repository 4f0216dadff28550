"""What staff fill in about conversations: notes, judgements, what is to be hidden, and what NSCP would answer."""

from __future__ import annotations

from typing import Any

from django import forms

from console.conversations import topics
from console.conversations.models import Judgement, Message
from console.forms import Lines
from console.validators import IN_WORDS, no_details
from nscp.masking import PLACEHOLDERS
from nscp.words import words_of

MOST_WORDS_SHARED = 4  # in a row with what the family wrote; git cannot forget, and these are words about children
RIGHT, WRONG = "right", "wrong"
LONGEST_NOTE = 2000  # characters
NOT_KEPT = "Write a note of at most 2,000 characters. It was not kept."
SHORTEST_DETAIL, LONGEST_DETAIL = 2, 200  # characters


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


class JudgementForm(forms.Form):
    """What a reviewer makes of one message."""

    verdict = forms.ChoiceField(
        label="Did the assistant take it for the right thing?",
        choices=((RIGHT, "Yes"), (WRONG, "No")),
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the assistant took it for the right thing."},
    )
    topic = forms.ChoiceField(
        label="What is it really about?",
        required=False,
        choices=lambda: [("", "Choose a topic"), *topics.choices()],
        help_text="Needed if the assistant was wrong.",
    )
    guide_should_answer = forms.BooleanField(label="The guide should answer this", required=False)
    example = Lines(
        label="An example in your own words",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="How another family might ask the same. Do not copy theirs, and name nobody.",
        validators=[no_details],
    )

    def __init__(self, *args: Any, message: Message, **options: Any) -> None:
        """Take the message that is judged, besides what any form takes."""
        super().__init__(*args, **options)
        self._message = message

    def clean_example(self) -> str:
        """One line that is not the family's.

        Raises:
            ValidationError: it is.
        """
        example = " ".join(self.cleaned_data["example"].split())
        written = Message.objects.filter(conversation_id=self._message.conversation_id).values_list("text", flat=True)
        shared = next(filter(None, (shared_words(example, text) for text in written)), "")
        if shared:
            raise forms.ValidationError(f"“{shared}” stands in what the family wrote too. Say it in words of your own.")
        return example

    def clean(self) -> dict[str, Any]:
        """A wrong one needs the right topic."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == WRONG:
            if not cleaned.get("topic"):
                self.add_error("topic", "Choose the topic that it is really about.")
            elif cleaned["topic"] == self._message.topic:
                self.add_error("topic", "The assistant took it for this topic. Choose another, or say it was right.")
        return cleaned

    def save(self, user_name: str) -> None:
        """Keep it, in place of what was judged of the message before."""
        is_right = self.cleaned_data["verdict"] == RIGHT
        Judgement.objects.update_or_create(
            sender_id=self._message.conversation_id,
            message_id=self._message.message_id,
            defaults={
                "taken_for": self._message.topic,
                "is_right": is_right,
                "topic": self._message.topic if is_right else self.cleaned_data["topic"],
                "guide_should_answer": self.cleaned_data["guide_should_answer"],
                "example": self.cleaned_data["example"],
                "by": user_name,
            },
        )


class HideForm(forms.Form):
    """What is to be hidden, and of which kind it is."""

    detail = forms.CharField(
        label="What should be hidden?",
        min_length=SHORTEST_DETAIL,
        max_length=LONGEST_DETAIL,
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


class AnswerForm(forms.Form):
    """NSCP's answer to a question that the guide leaves open."""

    text = Lines(
        label="What NSCP would answer",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Only what NSCP has approved. Families do not see it until a trainer has put it into the assistant.",
        error_messages={"required": "Write the answer that NSCP has approved."},
        validators=[no_details],
    )


def as_chosen(judgement: Judgement) -> dict[str, Any]:
    """What the form shows of an earlier judgement."""
    return {
        "verdict": RIGHT if judgement.is_right else WRONG,
        "topic": judgement.topic if not judgement.is_right else "",
        "guide_should_answer": judgement.guide_should_answer,
        "example": judgement.example,
    }


def shared_words(example: str, message: str) -> str:
    """The first five words in a row that stand in both texts; empty if there are none."""
    length = MOST_WORDS_SHARED + 1
    ours, theirs = words_of(example), words_of(message)
    runs = {tuple(theirs[start : start + length]) for start in range(len(theirs) - length + 1)}
    for start in range(len(ours) - length + 1):
        if tuple(ours[start : start + length]) in runs:
            return " ".join(ours[start : start + length])
    return ""
