"""What the list's search finds: words, and ids and references looked up exactly."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower, Replace

from console.conversations.models import Message, Note, Tag
from console.conversations.own_texts import OwnText, own_texts
from console.handoffs.models import HandOff
from nscp.words import search_form

PUNCTUATION = '"\u201c\u201d.,;:!?()'  # around a word that was copied with it
APOSTROPHES = ("'", "\u2019")

FAMILY, ASSISTANT, STAFF = "family", "assistant", "staff"
PLACES = ((FAMILY, "What families wrote"), (ASSISTANT, "What the assistant said"), (STAFF, "Notes and tags"))


def matching(asked: str, place: str = "") -> Q:
    """Return a condition on `Message`: it, a reply to it, or a note or tag on its conversation holds every word.

    Or the whole of what was typed is its id, its conversation's, or the reference of a hand-off in that.

    Args:
        asked: what somebody typed.
        place: one of `PLACES`, to look for words nowhere else; empty for everywhere.
    """
    words, whole = words_of_search(asked), asked.strip()
    found = Q()
    if place in ("", FAMILY):
        found |= holds("search", words)
    if place in ("", ASSISTANT):
        found |= Q(answers__in=_answers_with(words))
    if place in ("", STAFF):
        found |= _in_conversations_of(by_staff(Note, "text", words)) | _in_conversations_of(by_staff(Tag, "name", words))
    found |= Q(message_id=whole) | Q(conversation_id=whole)
    return found | _in_conversations_of(HandOff.objects.saved().filter(reference=whole.upper()))


def words_of_search(asked: str) -> list[str]:
    """Return what to look for, the longest first: it is the rarest, and a text without it need not be searched again."""
    words = (word.strip(PUNCTUATION) for word in search_form(asked).split())
    return sorted({word for word in words if word}, key=len, reverse=True)


def holds(column: str, words: Sequence[str]) -> Q:
    """Return a condition: a column holds every word. Without a word, as for "'", nothing does."""
    condition = Q() if words else Q(pk__in=())
    for word in words:
        condition &= Q(**{f"{column}__contains": word})
    return condition


def by_staff(model: Any, column: str, words: Sequence[str]) -> QuerySet:
    """Return the rows of `Note` or `Tag` whose text holds every word."""
    return model.objects.annotate(plain=_plain(column)).filter(holds("plain", words))


def _in_conversations_of(rows: QuerySet) -> Q:
    """Return a condition on `Message`. Without rows it is empty: looking each message up in nothing takes long."""
    return Q(conversation_id__in=rows.values("sender_id")) if rows.exists() else Q()


def _plain(column: str) -> Func:
    """Return what staff wrote as `search_form` would have it, as far as databases can."""
    plain: Func = Lower(column, output_field=TextField())
    for apostrophe in APOSTROPHES:
        plain = Replace(plain, Value(apostrophe), Value(""), output_field=TextField())
    return plain


def _answers_with(words: Sequence[str]) -> list[list[str]]:
    """Return what `Message.answers` holds where a reply has every word. There are few: the texts are fixed."""
    names = {text.response for text in texts_with(words)}
    return [answers for answers in _different_answers() if names.intersection(answers)] if names else []


def texts_with(words: Sequence[str]) -> list[OwnText]:
    """Return the assistant's texts that have every word; none without a word."""
    return [text for text in own_texts() if words and all(word in text.search for word in words)]


def _different_answers() -> Collection[list[str]]:
    found: Collection[list[str]] = Message.objects.order_by().values_list("answers", flat=True).distinct()
    return found
