"""What the list of conversations can be narrowed down to. The choice is in the address, so that it can be bookmarked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters as df
from django import forms
from django.db.models import Q, QuerySet

from console.conversations import search, topics
from console.conversations.models import Conversation, Message, Outcome, Safety, Tag, is_reviewed
from console.conversations.retention import held
from console.conversations.search_matches import SearchMatch, search_matches
from console.day_range import DayRangeForm, day_filter
from console.handoffs.models import HandOff

LONGEST_SEARCH = 200  # characters
NEW, WAITING, REVIEWED = "new", "waiting", "reviewed"
REVIEW_STATES = ((WAITING, "Waits for a review"), (NEW, "Not reviewed yet, or more came since"), (REVIEWED, "Reviewed"))
YES_OR_NO = (("yes", "Yes"), ("no", "No"))
THUMBS = (("down", "Did not help"), ("up", "Helped"))
HALF = 0.5  # per cent: pages round, so "from 80 to 80" finds all that they show as 80%
# Lookups on `Message`: all that are chosen have to be true of the same message.
MESSAGE_LOOKUPS = {
    "from_day": "day__gte",
    "to_day": "day__lte",
    "topic": "topic",
    "outcome": "outcome",
    "safety": "safety",
    "language": "language",
}


class PercentField(forms.IntegerField):
    """A whole number from 0 to 100, with or without its sign."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, *, label: str, **options: Any) -> None:
        wrong = f"“{label.removesuffix(' (%)')}” must be a whole number from 0 to 100, such as 80."
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
        super().__init__(label=label, min_value=0, max_value=100, error_messages=messages, **options)

    def to_python(self, value: Any) -> int | None:
        """Return the number."""
        number: int | None = super().to_python(str(value).strip().removesuffix("%") if value else value)
        return number


class _PercentFilter(df.Filter):
    field_class = PercentField


class FilterForm(DayRangeForm):
    """Refuses what fits nothing."""

    def clean(self) -> dict[str, Any]:
        """Refuse an upper bound below the lower one."""
        cleaned = super().clean()
        least, most = cleaned.get("least"), cleaned.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", "Enter a confidence that is the same as “Confidence from” or above it.")
        return cleaned


def _handled_together(queryset: QuerySet, name: str, value: Any) -> QuerySet:
    """Leave the queryset to `ConversationFilter.filter_queryset`, which looks at these fields together."""
    return queryset


def _choice(label: str, choices: Any, empty: str = "Any") -> df.ChoiceFilter:
    wrong = {"invalid_choice": f"Choose one of the entries of “{label}”."}
    return df.ChoiceFilter(label=label, choices=choices, empty_label=empty, error_messages=wrong, method=_handled_together)


class ConversationFilter(df.FilterSet):
    """By what a family wrote, what became of it, and what staff did with it."""

    q = df.CharFilter(
        label="Search",
        help_text="Words, all in one message, reply, note or tag. Or a whole reference or id of a hand-off, conversation or "
        "message.",
        max_length=LONGEST_SEARCH,
        error_messages={
            "max_length": f"Search for at most {LONGEST_SEARCH} characters.",
            "null_characters_not_allowed": "Type the words to search for again: they hold a character that nobody sees.",
        },
        method=_handled_together,
    )
    place = _choice("Search in", search.PLACES, "Everything")
    from_day = day_filter("Written from", method=_handled_together)
    to_day = day_filter("Written until", method=_handled_together)
    topic = _choice("Topic", topics.choices)
    outcome = _choice("What the assistant did", Outcome.choices)
    least = _PercentFilter(label="Confidence from (%)", method=_handled_together)
    most = _PercentFilter(label="Confidence up to (%)", method=_handled_together)
    safety = _choice("Safety", Safety.choices[:2])
    thumbs = _choice("Opinion of an answer", THUMBS)
    language = _choice("Language asked for", lambda: [(name, name) for name in _languages()])
    hand_off = _choice("Left a message for NSCP", YES_OR_NO)
    review = _choice("Review", REVIEW_STATES)
    tag = _choice("Tag", lambda: [(name, name) for name in tags_in_use()])
    hold = _choice("On hold", YES_OR_NO)

    class Meta:
        model = Conversation
        fields = ()
        form = FilterForm

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **options: Any) -> None:
        """Take what any filter set takes; a topic that has been removed from `data/` since can still be asked for."""
        super().__init__(data, *args, **options)
        asked = self.data.get("topic", "").replace("\x00", "")
        if asked and asked not in topics.titles() and Message.objects.filter(topic=asked).exists():
            self.filters["topic"].extra["choices"] = [*topics.choices(), (asked, asked)]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Return the conversations that fit everything that was chosen; none if the form has an error."""
        if self.form.errors:
            return queryset.none()
        chosen = self._chosen()
        queryset = _by_messages(queryset, chosen)
        if "tag" in chosen:
            queryset = queryset.filter(sender_id__in=Tag.objects.filter(name=chosen["tag"]).values("sender_id"))
        if "review" in chosen:
            queryset = queryset.filter(_in_review_state(chosen["review"]))
        if "hold" in chosen:
            queryset = queryset.filter(_yes_or_no(chosen["hold"], held()))
        if "hand_off" in chosen:
            saved = HandOff.objects.saved().values("sender_id")
            queryset = queryset.filter(_yes_or_no(chosen["hand_off"], Q(sender_id__in=saved)))
        return queryset

    def matches(self, sender_ids: Sequence[str]) -> dict[str, SearchMatch]:
        """Return conversation -> where the search is in it, for conversations that fit; nothing without a search."""
        chosen = self._chosen() if self.is_bound and self.form.is_valid() else {}
        if "q" not in chosen:
            return {}
        return search_matches(chosen["q"], chosen.get("place", ""), sender_ids, _of_messages(chosen))

    def _chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}


def tags_in_use() -> list[str]:
    """Return all tags that are on any conversation."""
    return list(Tag.objects.order_by("name").values_list("name", flat=True).distinct())


def _by_messages(queryset: QuerySet, chosen: Mapping[str, Any]) -> QuerySet:
    """Narrow down to conversations with a message of which all is true that was chosen."""
    condition = _of_messages(chosen)
    if "q" in chosen:
        condition &= search.matching(chosen["q"], chosen.get("place", ""))
    if not condition:
        return queryset
    return queryset.filter(sender_id__in=Message.objects.filter(condition).values("conversation_id"))


def _of_messages(chosen: Mapping[str, Any]) -> Q:
    """Return what was chosen of messages, but for the search."""
    condition = Q(**{lookup: chosen[name] for name, lookup in MESSAGE_LOOKUPS.items() if name in chosen})
    if "least" in chosen:
        condition &= Q(confidence__gte=(chosen["least"] - HALF) / 100)
    if "most" in chosen:
        condition &= Q(confidence__lt=(chosen["most"] + HALF) / 100)
    if "thumbs" in chosen:
        condition &= Q(helpful=chosen["thumbs"] == "up")
    return condition


def _in_review_state(state: str) -> Q:
    if state == REVIEWED:
        return Q(is_reviewed())
    return ~Q(is_reviewed()) & Q(need__gt=0) if state == WAITING else ~Q(is_reviewed())


def _yes_or_no(answer: str, condition: Q) -> Q:
    return condition if answer == "yes" else ~condition


def _languages() -> list[str]:
    # "After nothing" rather than "not nothing": that way the index is read where there is something.
    some = Message.objects.filter(language__gt="")
    return list(some.order_by("language").values_list("language", flat=True).distinct())
