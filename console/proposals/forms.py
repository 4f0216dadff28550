"""Forms about a proposal as a whole, the form of examples, and what forms share that write one change each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from console.conversations import topics
from console.forms import Lines
from console.proposals.copied_words import copied_words
from console.proposals.knowledge import Knowledge, knowledge
from console.proposals.models import Proposal
from console.topics.knowledge import KINDS, kind_of
from console.validators import no_details
from nscp.changes import DataChange, Kind

ONE_EACH = (
    "One on each line, each in your own words. Name nobody. You cannot use five words in a row from any family's message."
)
TITLE_HINT = "A short question, as a family would ask it. It is on buttons, and is one of the topic's examples."
NEW = "new"  # instead of a proposal's number


def in_own_words(text: str) -> None:
    """Raise a ValidationError if five words in a row are in what a family wrote."""
    copied = copied_words(text, knowledge().is_ours)
    if copied:
        raise ValidationError(f"“{copied}” is in what a family wrote too. Say it in words of your own.")


def topic_choices(known: Knowledge) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all topics for a select box, also those that are new, by their kind."""
    by_title = sorted(known.titles.items(), key=lambda topic: topic[1].lower())
    return [(label, [topic for topic in by_title if kind_of(topic[0]) == kind]) for kind, label in KINDS.items()]


class LineByLine(Lines):
    """Several short texts, one on each line; a list without empty lines and spare spaces."""

    def __init__(self, *, rows: int = 6, **options: Any) -> None:
        super().__init__(max_length=6000, widget=forms.Textarea(attrs={"rows": rows}), **options)

    def clean(self, value: Any) -> Any:
        """Return the texts, each of them once."""
        lines = (" ".join(line.split()) for line in super().clean(value).split("\n"))
        return list(dict.fromkeys(line for line in lines if line))

    def prepare_value(self, value: Any) -> Any:
        """Return texts as they are typed."""
        return "\n".join(value) if isinstance(value, list) else value


class ChangeForm(forms.Form):
    """Writes one change of `nscp.changes`.

    Attributes:
        kind: of the change.
        holds: the fields that make up its content.
        reasons_at: the field at which the reasons are shown if it is refused.
    """

    kind: Kind
    holds: tuple[str, ...]
    reasons_at: str

    def __init__(self, *args: Any, topic: str = "", known: Knowledge | None = None, **options: Any) -> None:
        """Take the topic of the change, unless a field asks for it, and what it is compared with; else what is live."""
        super().__init__(*args, **options)
        self.topic = topic
        self.known = known or knowledge()

    @property
    def change(self) -> DataChange:
        """Return what a valid form says."""
        return DataChange(self.kind, self.cleaned_data.get("topic", self.topic), self.content())

    def content(self) -> dict[str, Any]:
        """Return the content of the change."""
        return {name: self.cleaned_data[name] for name in self.holds}

    def refuse(self, reasons: Sequence[str]) -> None:
        """Show why the change is refused."""
        self.add_error(self.reasons_at, list(reasons))  # type: ignore[arg-type]


class ExamplesForm(ChangeForm):
    """Examples for a topic."""

    kind, holds, reasons_at = Kind.ADD_EXAMPLES, ("examples",), "examples"

    topic = forms.ChoiceField(
        label="Topic",
        choices=lambda: [("", "Choose a topic"), *topics.choices()],
        error_messages={"required": "Choose the topic that they are about."},
    )
    examples = LineByLine(
        label="New examples", help_text=ONE_EACH, error_messages={"required": "Write at least one example."}
    )


class NewProposalForm(ExamplesForm):
    """A new proposal with its first examples."""

    title = forms.CharField(
        label="What does this proposal improve?",
        max_length=120,
        help_text="A few words for colleagues, such as “Asking where belongings are”.",
        validators=[no_details, in_own_words],
        error_messages={"required": "Say in a few words what it improves."},
    )
    field_order = ("topic", "examples", "title")


class BeginForm(forms.Form):
    """In which proposal somebody writes what they are about to write. A new topic and its proposal get the same title."""

    proposal = forms.ChoiceField(label="Where does the change belong?", widget=forms.RadioSelect)
    title = forms.CharField(
        label="What does the new proposal improve?",
        max_length=120,
        required=False,
        help_text="A few words for colleagues, such as “Asking where belongings are”.",
        validators=[no_details, in_own_words],
    )

    def __init__(self, *args: Any, drafts: Sequence[Proposal], is_for_topic: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.missing_title = "Say in a few words what the new proposal improves."
        if is_for_topic:
            self.missing_title = "Write the title of the new topic."
            self.fields["title"].label = "Title of the new topic"
            self.fields["title"].help_text = f"{TITLE_HINT} A new proposal is called the same."
            self.order_fields(["title"])
        named = [(str(draft.pk), f"“{draft.title}”, begun by {draft.author}") for draft in drafts]
        self.fields["proposal"].choices = [*named, (NEW, "In a new proposal")]
        if not drafts:
            self.fields["proposal"].initial = NEW
            self.fields["proposal"].widget = forms.HiddenInput()

    def clean(self) -> None:
        """Ask for the title, without which there is no new proposal."""
        if self.cleaned_data.get("proposal") == NEW and not self.cleaned_data.get("title", "refused"):
            self.add_error("title", self.missing_title)


class CommentForm(forms.Form):
    """Why a proposal is sent back."""

    comment = Lines(
        label="What should be different?",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The author reads this. It is saved in the audit log too.",
        validators=[no_details, in_own_words],
        error_messages={"required": "Say what should be different."},
    )
