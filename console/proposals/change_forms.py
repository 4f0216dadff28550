"""Forms that write a title, follow-up questions, words for a button or a safety phrase, or choose what is to be removed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from console.proposals.forms import ONE_EACH, TITLE_HINT, ChangeForm, LineByLine, topic_choices
from console.proposals.knowledge import Knowledge
from nscp.changes import DataChange, Kind


class TitleForm(ChangeForm):
    """Another title for a topic."""

    kind, holds, reasons_at = Kind.TITLE, ("title",), "title"

    title = forms.CharField(
        label="Title",
        max_length=80,
        help_text=TITLE_HINT,
        error_messages={"required": "Write the title."},
    )


class FollowUpsForm(ChangeForm):
    """Short questions that mean another topic after an answer."""

    kind, holds, reasons_at = Kind.ADD_FOLLOW_UPS, ("says", "answer"), "says"

    says = LineByLine(
        label="When they say",
        rows=4,
        help_text="Short questions that only make sense after this answer, such as “and for how long?”. " + ONE_EACH,
        error_messages={"required": "Write at least one follow-up question."},
    )
    answer = forms.ChoiceField(
        label="It is answered by", error_messages={"required": "Choose the topic that answers the follow-up question."}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["answer"].choices = [("", "Choose a topic"), *topic_choices(self.known)]


class RemovalForm(forms.Form):
    """Chooses what a topic or a list of phrases is to lose: a change for each text.

    Attributes:
        kind: of the changes.
        holds: the name of the text in their content.
    """

    kind: Kind
    holds: str

    removed = forms.MultipleChoiceField(
        label="Choose what to remove",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one to remove."},
    )

    def __init__(self, *args: Any, topic: str, texts: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.topic = topic
        self.fields["removed"].choices = [(text, text) for text in texts]

    @property
    def changes(self) -> list[DataChange]:
        """Return a change for each text that was chosen."""
        return [DataChange(self.kind, self.topic, self.content(text)) for text in self.cleaned_data["removed"]]

    def content(self, text: str) -> dict[str, str]:
        """Return the content of one change."""
        return {self.holds: text}


class RemovedExamplesForm(RemovalForm):
    """Examples that a topic is to lose."""

    kind, holds = Kind.REMOVE_EXAMPLE, "example"


class RemovedPhrasesForm(RemovalForm):
    """Phrases that a list is to lose."""

    kind, holds = Kind.REMOVE_PHRASE, "phrase"


class RemovedFollowUpsForm(RemovalForm):
    """Follow-up questions that a topic is to lose, by the topic that answers them."""

    kind, holds = Kind.REMOVE_FOLLOW_UP, "says"

    def __init__(self, *args: Any, topic: str, known: Knowledge, **options: Any) -> None:
        self.answers = dict(known.follow_ups_of(topic))
        super().__init__(*args, topic=topic, texts=(), **options)
        by_answer: dict[str, list[tuple[str, str]]] = {}
        for says, answer in self.answers.items():
            by_answer.setdefault(known.title_of(answer), []).append((says, says))
        self.fields["removed"].choices = sorted(by_answer.items())

    def content(self, text: str) -> dict[str, str]:
        """Return the content of one change."""
        return {"says": text, "answer": self.answers[text]}


class ButtonWordsForm(ChangeForm):
    """Other words for a button."""

    kind, holds, reasons_at = Kind.BUTTON_WORDS, ("words",), "words"

    topic = forms.ChoiceField(label="Button", error_messages={"required": "Choose a button."})
    words = LineByLine(
        label="Other words for it",
        rows=4,
        help_text="What people type who mean the button. " + ONE_EACH,
        error_messages={"required": "Write at least one other way to say it."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["topic"].choices = [("", "Choose a button"), *self.known.buttons.items()]


class PhraseForm(ChangeForm):
    """A new phrase for one of the lists of safety phrases."""

    kind, holds, reasons_at = Kind.ADD_PHRASE, ("phrase",), "phrase"

    phrase = forms.CharField(
        label="New phrase",
        max_length=200,
        help_text="In words of your own. You cannot use five words in a row from any family's message.",
        error_messages={"required": "Write the phrase."},
    )

    def clean_phrase(self) -> str:
        """Return it in lower case, as messages are compared with it."""
        return str(self.cleaned_data["phrase"]).lower()
