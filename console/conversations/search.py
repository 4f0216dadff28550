"""What the list's search finds: words, and ids and references looked up exactly."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from functools import lru_cache

from django.db.models import Func, Q, TextField, Value
from django.db.models.functions import Lower, Replace

from console.conversations.models import Message, Note, Tag
from console.handoffs.models import HandOff
from nscp.answers import REPLIES, load_answers
from nscp.contacts import load_contacts
from nscp.settings import PROJECT
from nscp.topics import topic_files
from nscp.words import search_form
from nscp.yaml_lines import DataError

logger = logging.getLogger(__name__)

DATA = PROJECT / "data"
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
    words, whole = _words(asked), asked.strip()
    found = Q()
    if place in ("", FAMILY):
        found |= _holds("search", words)
    if place in ("", ASSISTANT):
        found |= Q(answers__in=_answers_with(words))
    if place in ("", STAFF):
        for model, column in ((Note, "text"), (Tag, "name")):
            rows = model.objects.annotate(plain=_plain(column)).filter(_holds("plain", words))
            found |= Q(conversation_id__in=rows.values("sender_id"))
    of_a_reference = HandOff.objects.saved().filter(reference=whole.upper())
    found |= Q(message_id=whole) | Q(conversation_id=whole)
    return found | Q(conversation_id__in=of_a_reference.values("sender_id"))


def _words(asked: str) -> list[str]:
    """Return what to look for, the longest first: it is the rarest, and a text without it need not be searched again."""
    words = (word.strip(PUNCTUATION) for word in search_form(asked).split())
    return sorted({word for word in words if word}, key=len, reverse=True)


def _holds(column: str, words: Sequence[str]) -> Q:
    """Return a condition: a column holds every word. Without a word, as for "'", nothing does."""
    condition = Q() if words else Q(pk__in=())
    for word in words:
        condition &= Q(**{f"{column}__contains": word})
    return condition


def _plain(column: str) -> Func:
    """Return what staff wrote as `search_form` would have it, as far as databases can."""
    plain: Func = Lower(column, output_field=TextField())
    for apostrophe in APOSTROPHES:
        plain = Replace(plain, Value(apostrophe), Value(""), output_field=TextField())
    return plain


def _answers_with(words: Sequence[str]) -> list[list[str]]:
    """Return what `Message.answers` holds where a reply has every word. There are few: the texts are fixed."""
    stamp = max((path.stat().st_mtime_ns for path in _files()), default=0)
    names = {name for name, text in _texts(stamp) if words and all(word in text for word in words)}
    return [answers for answers in _different_answers() if names.intersection(answers)] if names else []


def _different_answers() -> Collection[list[str]]:
    found: Collection[list[str]] = Message.objects.order_by().values_list("answers", flat=True).distinct()
    return found


def _files() -> list:
    return [*topic_files(DATA), *(DATA / REPLIES).glob("*.yml")]


@lru_cache(maxsize=1)
def _texts(stamp: int) -> list[tuple[str, str]]:
    """Return (name of a response, one of its texts as searches compare it); nothing while a file is broken.

    Args:
        stamp: changes when a file does.
    """
    try:
        contacts, answers = load_contacts(PROJECT), load_answers(DATA)
    except DataError as error:
        logger.warning("The assistant's own words cannot be searched: %s", error)
        return []
    texts = [(answer.utter, " ".join(sentence.text for sentence in answer.sentences)) for answer in answers]
    for slot, contact in contacts.items():
        texts = [(name, text.replace(f"{{{slot}}}", contact.value)) for name, text in texts]
    return [(name, search_form(text)) for name, text in texts]
