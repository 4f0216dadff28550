"""What the list of conversations can be narrowed down to. The choice stands in the address, so that it can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters as df
from django import forms
from django.db.models import Q, QuerySet

from console.conversations import topics
from console.conversations.models import Conversation, Message, Outcome, Safety, Tag, is_reviewed
from console.conversations.retention import held
from console.forms import DayInput
from console.handoffs.models import HandOff, State
from nscp.words import tidy

LONGEST_SEARCH = 200  # characters
NEW, REVIEWED = "new", "reviewed"
REVIEW_STATES = ((NEW, "Not reviewed yet, or more came since"), (REVIEWED, "Reviewed"))
YES_OR_NO = (("yes", "Yes"), ("no", "No"))
THUMBS = (("down", "Did not help"), ("up", "Helped"))
# Lookups on `Message`: all that are chosen have to be true of the same message.
OF_A_MESSAGE = {
    "from_day": "day__gte",
    "to_day": "day__lte",
    "topic": "topic",
    "least": "confidence__gte",
    "most": "confidence__lte",
    "outcome": "outcome",
    "safety": "safety",
    "language": "language",
}


def _nothing(queryset: QuerySet, name: str, value: Any) -> QuerySet:
    """For fields that `ConversationFilter.filter_queryset` looks at together."""
    return queryset


def _day(label: str) -> df.DateFilter:
    return df.DateFilter(label=label, method=_nothing, widget=DayInput())


def _confidence(label: str) -> df.NumberFilter:
    number = forms.NumberInput(attrs={"min": "0", "max": "1", "step": "0.01"})
    return df.NumberFilter(label=label, min_value=0, max_value=1, method=_nothing, widget=number)


def _choice(label: str, choices: Any, empty: str = "Any") -> df.ChoiceFilter:
    return df.ChoiceFilter(label=label, choices=choices, empty_label=empty, method=_nothing)


class ConversationFilter(df.FilterSet):
    """By what a family wrote, what became of it, and what staff did with it."""

    q = df.CharFilter(label="Words in a message", max_length=LONGEST_SEARCH, method=_nothing)
    from_day = _day("Written from")
    to_day = _day("Written until")
    topic = _choice("Topic", topics.choices)
    outcome = _choice("What the assistant did", Outcome.choices)
    least = _confidence("Confidence from")
    most = _confidence("Confidence up to")
    safety = _choice("Safety", Safety.choices[:2])
    thumbs = _choice("Opinion of an answer", THUMBS)
    language = _choice("Language asked for", lambda: [(name, name) for name in _languages()])
    hand_off = _choice("Left a message for NSCP", YES_OR_NO)
    review = _choice("Review", REVIEW_STATES)
    tag = _choice("Tag", lambda: [(name, name) for name in _tags()])
    hold = _choice("On hold", YES_OR_NO)

    class Meta:
        model = Conversation
        fields = ()

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **options: Any) -> None:
        """As any filter set, but that a topic which has been taken out of `data/` since can still be asked for."""
        super().__init__(data, *args, **options)
        asked = self.data.get("topic", "").replace("\x00", "")
        if asked and asked not in topics.titles() and Message.objects.filter(topic=asked).exists():
            self.filters["topic"].extra["choices"] = [*topics.choices(), (asked, asked)]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The conversations that fit everything that was chosen."""
        chosen = {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}
        of_a_message = Q(**{lookup: chosen[name] for name, lookup in OF_A_MESSAGE.items() if name in chosen})
        if "q" in chosen:
            # The longest first: it is the rarest, and a message without it need not be searched for the others.
            for word in sorted(set(tidy(chosen["q"]).split()), key=len, reverse=True):
                of_a_message &= Q(search__contains=word)
        if "thumbs" in chosen:
            of_a_message &= Q(helpful=chosen["thumbs"] == "up")
        if of_a_message:
            queryset = queryset.filter(sender_id__in=Message.objects.filter(of_a_message).values("conversation_id"))
        if "tag" in chosen:
            queryset = queryset.filter(sender_id__in=Tag.objects.filter(name=chosen["tag"]).values("sender_id"))
        if "review" in chosen:
            queryset = queryset.filter(is_reviewed() if chosen["review"] == REVIEWED else ~is_reviewed())
        if "hold" in chosen:
            queryset = queryset.filter(_yes_or_no(chosen["hold"], held()))
        if "hand_off" in chosen:
            left = HandOff.objects.exclude(state=State.DRAFT)
            queryset = queryset.filter(_yes_or_no(chosen["hand_off"], Q(sender_id__in=left.values("sender_id"))))
        return queryset


def _yes_or_no(answer: str, condition: Q) -> Q:
    return condition if answer == "yes" else ~condition


def _languages() -> list[str]:
    # "After nothing" rather than "not nothing": that way the index is read where there is something.
    some = Message.objects.filter(language__gt="")
    return list(some.order_by("language").values_list("language", flat=True).distinct())


def _tags() -> list[str]:
    return list(Tag.objects.order_by("name").values_list("name", flat=True).distinct())
