"""What a search found in each conversation of a page of the list: the sentence, with the words marked, and where it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from console.conversations.marking import Parts, Span, quoted
from console.conversations.models import Message, Note, Tag
from console.conversations.search import ASSISTANT, FAMILY, STAFF, by_staff, texts_with, words_of_search
from console.handoffs.models import HandOff

APOSTROPHE = "['\u2018\u2019\u02bc`]?"  # which searches pass over
BY_FAMILY = "The family wrote"
IN_STAFF_WORDS = ((Note, "text", "In a note", "notes"), (Tag, "name", "In a tag", "tags"))


@dataclass(frozen=True)
class SearchMatch:
    """Where a search is in one conversation.

    Attributes:
        where: whose words they are, as the list says it.
        part: id of what the conversation's page opens at; empty for its top.
        parts: the sentence with the words marked; empty where an id or a reference was looked for.
    """

    where: str
    part: str = ""
    parts: Parts = field(default_factory=list)


Found = Iterator[tuple[str, SearchMatch]]  # with the conversation's id


def search_matches(asked: str, place: str, sender_ids: Sequence[str], condition: Q) -> dict[str, SearchMatch]:
    """Return conversation -> where a search is in it: what the family wrote comes before answers, and those before notes.

    Args:
        asked: what somebody typed.
        place: where it is looked for; see `search.PLACES`.
        sender_ids: conversations that `search.matching` finds.
        condition: on `Message`; what else was chosen of messages.
    """
    words, whole = words_of_search(asked), asked.strip()
    # By number in the table, so that SQLite does not start from the condition, which many other messages fit.
    numbers = Message.objects.filter(conversation_id__in=sender_ids).values_list("pk", flat=True)
    said = list(Message.objects.filter(condition, pk__in=list(numbers)).order_by("conversation_id", "number"))
    found: dict[str, SearchMatch] = {}
    for one, matches in (
        (FAMILY, _by_families(words, said)),
        (ASSISTANT, _by_the_assistant(words, said)),
        (STAFF, _by_staff(words, sender_ids)),
        (place, _ids_and_references(whole, said, sender_ids)),
    ):
        for sender_id, match in matches if place in ("", one) else ():
            found.setdefault(sender_id, match)
    return found


def _by_families(words: Sequence[str], said: Sequence[Message]) -> Found:
    for message in said:
        if words and all(word in message.search for word in words):
            yield message.conversation_id, SearchMatch(BY_FAMILY, _part(message), _sentence(words, message.text))


def _by_the_assistant(words: Sequence[str], said: Sequence[Message]) -> Found:
    texts = {text.response: text.text for text in texts_with(words)}
    for message in said:
        text = next((texts[answer] for answer in message.answers if answer in texts), None)
        if text is not None:
            yield message.conversation_id, SearchMatch("The assistant said", _part(message), _sentence(words, text))


def _by_staff(words: Sequence[str], sender_ids: Sequence[str]) -> Found:
    for model, column, where, part in IN_STAFF_WORDS:
        for row in by_staff(model, column, words).filter(sender_id__in=sender_ids).order_by("pk"):
            yield row.sender_id, SearchMatch(where, part, _sentence(words, getattr(row, column)))


def _ids_and_references(whole: str, said: Sequence[Message], sender_ids: Sequence[str]) -> Found:
    for message in said:
        if message.message_id == whole:
            yield message.conversation_id, SearchMatch("This is the id of a message in it", _part(message))
    if whole in sender_ids:
        yield whole, SearchMatch("This is its id")
    for hand_off in HandOff.objects.saved().filter(reference=whole.upper(), sender_id__in=sender_ids):
        yield hand_off.sender_id, SearchMatch("In the reference of a message for NSCP")


def _part(message: Message) -> str:
    return f"message-{message.number}"


def _sentence(words: Sequence[str], text: str) -> Parts:
    spans: list[Span] = []
    for word in words:
        letters = APOSTROPHE.join(map(re.escape, word))
        spans += [found.span() for found in re.finditer(letters, text, re.IGNORECASE)]
    return quoted(text, spans)
