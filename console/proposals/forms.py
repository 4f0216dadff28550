"""Forms of the pages about proposals."""

from __future__ import annotations

from django import forms

from console.conversations import topics
from console.forms import Lines
from console.validators import no_details

ONE_EACH = (
    "One on each line, each in your own words. Name nobody. You cannot use five words in a row from any family's message."
)


class ExamplesForm(forms.Form):
    """Examples for a topic."""

    topic = forms.ChoiceField(
        label="Topic",
        choices=lambda: [("", "Choose a topic"), *topics.choices()],
        error_messages={"required": "Choose the topic that they are about."},
    )
    examples = Lines(
        label="New examples",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=ONE_EACH,
        error_messages={"required": "Write at least one example."},
    )

    def clean_examples(self) -> list[str]:
        """Return the examples, without empty lines and spare spaces."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["examples"].split("\n"))
        return list(dict.fromkeys(line for line in lines if line))


class NewProposalForm(ExamplesForm):
    """A new proposal with its first examples."""

    title = forms.CharField(
        label="What does this proposal improve?",
        max_length=120,
        help_text="A few words for colleagues, such as “Asking where belongings are”.",
        validators=[no_details],
        error_messages={"required": "Say in a few words what it improves."},
    )
    field_order = ("title", "topic", "examples")


class CommentForm(forms.Form):
    """Why a proposal is sent back."""

    comment = Lines(
        label="What should be different?",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The author reads this. It is saved in the audit log too.",
        validators=[no_details],
        error_messages={"required": "Say what should be different."},
    )
