"""The form in which a text is written sentence by sentence, each with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from console.proposals.forms import ChangeForm
from console.proposals.knowledge import Text
from console.topics.knowledge import OTHER_SOURCES
from nscp.answer_rules import Sources
from nscp.changes import Kind

LONGEST_SENTENCE = 400  # characters; the rules count words
NOT_IN_THE_GUIDE = "Not from the guide"


@dataclass(frozen=True)
class Row:
    """A sentence as it is typed: its text, what it rests on, and whether it begins a paragraph."""

    text: str = ""
    source: str = ""
    also: str = ""
    paragraph: bool = False

    @classmethod
    def of(cls, sentence: Mapping[str, Any]) -> Row:
        """Return a sentence of a change."""
        source, also = [*sentence["sources"], "", ""][:2]
        return cls(sentence["text"], source, also, bool(sentence.get("paragraph")))

    def as_sentence(self) -> dict[str, Any]:
        """Return it for a change (nscp/changes.py)."""
        sources = list(dict.fromkeys(filter(None, (self.source, self.also))))
        return {"text": self.text, "sources": sources, **({"paragraph": True} if self.paragraph else {})}


@dataclass(frozen=True)
class RowFields:
    """The fields of one sentence, for the template."""

    number: int
    is_last: bool
    text: BoundField
    source: BoundField
    also: BoundField
    paragraph: BoundField


def source_choices(sources: Sources) -> list[tuple[str, Any]]:
    """Return what a sentence may rest on: the guide's sentences under their headings, then what is not from the guide.

    Browsers cut off long choices, so that the guide's have numbers, by which they are found in the list below the form.
    """
    by_heading: dict[str, list[tuple[str, str]]] = {}
    for number, sentence in enumerate(sources.guide.values(), 1):
        by_heading.setdefault(f"The guide: {sentence.heading}", []).append((sentence.id, f"{number}. {sentence.text}"))
    return [*by_heading.items(), (NOT_IN_THE_GUIDE, list(OTHER_SOURCES.items()))]


class SentencesForm(ChangeForm):
    """A text of a response. Buttons that post move, remove and add sentences, and nothing that was typed is lost."""

    reasons_at = "text_0"

    def __init__(
        self,
        data: Any = None,
        *,
        rows: Sequence[Row] = (),
        variation: int = 0,
        kind: Kind = Kind.ANSWER,
        **options: Any,
    ) -> None:
        """Take the sentences of before anything is typed, which of the response's texts they are, and the kind of change."""
        super().__init__(data, **options)
        self.variation, self.kind = variation, kind
        self.rows = list(rows if data is None else rows_in(data)) or [Row()]
        choices = source_choices(self.known.sources)
        for place, row in enumerate(self.rows):
            self._add_fields(place, row, choices)

    @classmethod
    def of_text(cls, text: Text, **options: Any) -> SentencesForm:
        """Return the form with a text that is there already."""
        return cls(rows=[Row.of(sentence) for sentence in text], **options)

    def _add_fields(self, place: int, row: Row, choices: Sequence[tuple[str, Any]]) -> None:
        name = f"sentence {place + 1}"
        self.fields[f"text_{place}"] = forms.CharField(
            label=name.capitalize(),
            initial=row.text,
            required=False,
            max_length=LONGEST_SENTENCE,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"source_{place}"] = forms.ChoiceField(
            label=f"What {name} rests on", initial=row.source, required=False, choices=[("", "Choose"), *choices]
        )
        self.fields[f"also_{place}"] = forms.ChoiceField(
            label=f"What else {name} rests on, if one is not enough",
            initial=row.also,
            required=False,
            choices=[("", "Nothing else"), *choices],
        )
        self.fields[f"paragraph_{place}"] = forms.BooleanField(
            label=f"{name.capitalize()} begins a new paragraph", initial=row.paragraph, required=False
        )

    @property
    def row_fields(self) -> list[RowFields]:
        """Return the fields of each sentence."""
        names = ("text", "source", "also", "paragraph")
        return [
            RowFields(place + 1, place == len(self.rows) - 1, *(self[f"{name}_{place}"] for name in names))
            for place in range(len(self.rows))
        ]

    @property
    def typed(self) -> list[dict[str, Any]]:
        """Return the sentences as they are typed, whether they are good or not."""
        return [row.as_sentence() for row in self.rows if row.text]

    def clean(self) -> dict[str, Any]:
        """Ask for what a sentence rests on; one that was left empty does not count."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for place, row in enumerate(self.rows):
            if row.text and not row.source:
                self.add_error(f"source_{place}", f"Choose what sentence {place + 1} rests on.")
            elif row.source and not row.text:
                self.add_error(f"text_{place}", f"Write sentence {place + 1}, or remove it.")
        if not self.typed:
            self.add_error("text_0", "Write at least one sentence.")
        return cleaned

    def content(self) -> dict[str, Any]:
        """Return the sentences, and which text they are."""
        return {"sentences": self.typed, "variation": self.variation}

    def refuse(self, reasons: Sequence[str]) -> None:
        """Show each reason at its sentence."""
        for reason in reasons:
            self.add_error(self._field_of(reason), reason)

    def _field_of(self, reason: str) -> str:
        places = (place for place, row in enumerate(self.rows) if row.text and reason.startswith(f"In “{row.text}”: "))
        return f"text_{next(places, 0)}"

    def rearranged(self, step: str) -> SentencesForm:
        """Return the form after a step of `moved`, with all that was typed in it and no errors."""
        typed = {name: self.data.get(name, "") for name in self.base_fields}
        options: dict[str, Any] = {"topic": self.topic, "known": self.known, "variation": self.variation, "kind": self.kind}
        return type(self)(initial=typed, rows=moved(self.rows, step), **options)


def rows_in(data: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the sentences that a form was sent with."""
    for place in count():
        if f"text_{place}" not in data:
            return
        text = " ".join(data[f"text_{place}"].split())
        source, also = data.get(f"source_{place}", ""), data.get(f"also_{place}", "")
        yield Row(text, source, also, f"paragraph_{place}" in data)


def moved(rows: Sequence[Row], step: str) -> list[Row]:
    """Return sentences after a step.

    Args:
        rows: the sentences.
        step: "up", "down", "remove" or "below" (adds one), and the number of the sentence, from 1. Nothing else is done.
    """
    what, _, number = step.partition(" ")
    result, place = list(rows), int(number) - 1 if number.isdecimal() and len(number) < 10 else -1
    if not 0 <= place < len(rows):
        return result
    if what == "remove":
        del result[place]
    elif what == "below":
        result.insert(place + 1, Row())
    elif what in ("up", "down"):
        other = max(0, min(len(rows) - 1, place + (1 if what == "down" else -1)))
        result[place], result[other] = result[other], result[place]
    return result
