"""The form of a new topic: its answer sentence by sentence, its examples, and follow-up questions."""

from __future__ import annotations

from typing import Any

from django import forms

from console.proposals.forms import ONE_EACH, TITLE_HINT, LineByLine, topic_choices
from console.proposals.sentence_forms import SentencesForm
from nscp.changes import DataChange, Kind, new_name
from nscp.topic_rules import FEWEST_EXAMPLES

FEW_EXAMPLES = FEWEST_EXAMPLES - 1  # besides the title, which is one


class NewTopicForm(SentencesForm):
    """A new topic; its full name is `topic` if it is in a proposal already."""

    reasons_at = "examples"

    title = forms.CharField(
        label="Title",
        max_length=80,
        help_text=TITLE_HINT,
        error_messages={"required": "Write the title."},
    )
    in_guide = forms.ChoiceField(
        label="Does the guide answer it?",
        widget=forms.RadioSelect,
        choices=[
            ("faq", "Yes: at least one sentence rests on the guide"),
            ("gap", "No: the answer says so, and who can be asked"),
        ],
        error_messages={"required": "Say whether the guide answers it."},
    )
    examples = LineByLine(
        label="Examples",
        rows=8,
        help_text=f"At least {FEW_EXAMPLES}. About 20 make it well understood. {ONE_EACH}",
        error_messages={"required": f"Write at least {FEW_EXAMPLES} examples."},
    )
    says = LineByLine(
        label="Follow-up questions, if there are any",
        rows=3,
        required=False,
        help_text="Short questions that only make sense after this answer, and mean another topic. One on each line.",
    )
    answer = forms.ChoiceField(label="The topic that answers them", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "kind": Kind.NEW_TOPIC})
        self.fields["answer"].choices = [("", "Choose a topic"), *topic_choices(self.known)]
        after = ("examples", "says", "answer")
        self.order_fields([name for name in self.fields if name not in after])

    @classmethod
    def initial_of(cls, change: DataChange) -> dict[str, Any]:
        """Return what the fields hold for a topic that is in a proposal."""
        content = change.content
        follow_up = next(iter(content.get("follow_ups", [])), {"says": [], "answer": ""})
        of_topic = {"title": content["title"], "in_guide": change.topic, "examples": content["examples"]}
        return {**of_topic, **follow_up}

    @property
    def change(self) -> DataChange:
        """Return what a valid form says."""
        return DataChange(self.kind, self.cleaned_data["in_guide"], self.content())

    def clean(self) -> dict[str, Any]:
        """Ask for the topic that answers the follow-up questions."""
        cleaned = super().clean()
        if cleaned.get("says") and not cleaned.get("answer"):
            self.add_error("answer", "Choose the topic that answers the follow-up questions.")
        return cleaned

    def content(self) -> dict[str, Any]:
        """Return the topic; it keeps its name as long as it is of the same kind."""
        typed = self.cleaned_data
        is_named = self.topic.startswith(f"{typed['in_guide']}/")
        name = self.topic if is_named else new_name(typed["in_guide"], typed["title"], self.known.titles)
        follow_ups = [{"says": typed["says"], "answer": typed["answer"]}] if typed["says"] else []
        content = {"name": name, "title": typed["title"], "examples": typed["examples"], "follow_ups": follow_ups}
        return {**content, "sentences": self.typed}

    def _field_of(self, reason: str) -> str:
        typed = self.cleaned_data
        if reason.startswith("In “"):
            return super()._field_of(reason)
        if reason.startswith(("There is a topic called", f"“{typed.get('title', '')}”")):
            return "title"
        if reason.startswith("If the guide"):
            return "in_guide"
        is_follow_up = "follow-up" in reason or any(reason.startswith(f"“{says}”") for says in typed.get("says", ()))
        return "says" if is_follow_up else self.reasons_at
