"""Hiding a detail that the masking missed: where it would be hidden, and which words are none of a family's details."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

from console.conversations.marking import Parts, marked
from console.conversations.models import Feedback, HeldConversation, Judgement, Note, Tag
from console.conversations.own_texts import are_in_own_texts
from console.conversations.rewriting import occurrences
from console.conversations.transcript import transcript
from nscp.masking.name_words import FAIRLY_COMMON, FUNCTION, name_words
from nscp.words import words_of

FEWEST_LETTERS = 3  # or digits
TOO_SHORT = (
    f"Copy at least {FEWEST_LETTERS} letters or digits: shorter words would be hidden in too many places. "
    "If it is a short name, copy the word before or after it too."
)
IS_OURS = (
    "The assistant's own answers or the guide say that too, so it tells nobody who the family is. "
    "Copy the name or number itself. If it is that, copy the word before or after it too."
)
IS_COMMON = (
    "That is an everyday word, which would be hidden wherever it is. "
    "Copy the name or number itself. If it is a name, copy the word before or after it too."
)


@dataclass(frozen=True)
class Place:
    """A text of a conversation in which words would be hidden.

    Attributes:
        where: whose text it is.
        at: when it was written; None if that is not known.
        parts: the whole text, with what would be hidden marked.
    """

    where: str
    at: datetime | None
    parts: Parts

    @property
    def count(self) -> int:
        """Return how often the words are in it."""
        return sum(is_found for _, is_found in self.parts)


def places(sender_id: str, detail: str) -> list[Place]:
    """Return the texts in which a detail would be hidden, what the family wrote first."""
    found = ((where, at, text, occurrences(detail, text)) for where, at, text in _texts(sender_id))
    return [Place(where, at, marked(text, spans)) for where, at, text, spans in found if spans]


def tags_with(sender_id: str, detail: str) -> list[str]:
    """Return the tags that hold a detail. They stay: removing one is another step."""
    return [tag.name for tag in Tag.objects.filter(sender_id=sender_id).order_by("name") if occurrences(detail, tag.name)]


def why_not_hidden(detail: str) -> str:
    """Return why words are not to be hidden, and what to do instead; empty if they can be."""
    words = words_of(detail)
    if sum(map(str.isalnum, detail)) < FEWEST_LETTERS:
        return TOO_SHORT
    if are_in_own_texts(words):
        return IS_OURS
    return IS_COMMON if _are_common(words) else ""


def _are_common(words: list[str]) -> bool:
    """Return whether these are words of any sentence. Of several, one that is seldom may belong to a name: "Little Oaks"."""
    known = name_words()
    if all(known.ranks.get(word, FUNCTION) < FUNCTION for word in words):
        return True
    word = words[0]
    is_name = any(word in names for names in (known.first, known.last, known.double, known.double_last, known.towns))
    return len(words) == 1 and not is_name and known.ranks.get(word, FAIRLY_COMMON) < FAIRLY_COMMON


def _texts(sender_id: str) -> Iterator[tuple[str, datetime | None, str]]:
    """Yield what `rewriting.rewrite` changes, as the pages show it: whose it is, when it was written, and the text."""
    for entry in transcript(sender_id):
        if entry.text is not None:
            yield "The family wrote", entry.at, entry.text
    for opinion in Feedback.objects.filter(sender_id=sender_id).order_by("given_at"):
        at = datetime.fromtimestamp(opinion.given_at, timezone.utc)
        yield "The family said of an answer", at, opinion.comment
    for note in Note.objects.filter(sender_id=sender_id).order_by("at"):
        yield f"Note by {note.by}", note.at, note.text
    for judgement in Judgement.objects.filter(sender_id=sender_id).order_by("at"):
        yield f"Example by {judgement.by}", judgement.at, judgement.example
    for hold in HeldConversation.objects.filter(sender_id=sender_id):
        yield "Why it is on hold", datetime.fromtimestamp(hold.held_at, timezone.utc), hold.reason
