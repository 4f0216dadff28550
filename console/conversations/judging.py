"""Judging a message: was it taken for the right topic, and how would the reviewer say it in words of their own."""

from __future__ import annotations

from typing import Any

from django import forms

from console.conversations import topics
from console.conversations.index_models import Message
from console.conversations.review_models import Judgement
from console.forms import Lines
from console.validators import no_details
from nscp.words import words_of

MOST_WORDS_SHARED = 4  # in a row with what the family wrote; git cannot forget, and these are words about children
RIGHT, WRONG = "right", "wrong"


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
        """Set up.

        Args:
            args: as for any form.
            message: the message that is judged.
            options: as for any form.
        """
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
