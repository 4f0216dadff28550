"""The assistant's own texts: what its answers can say, and the guide. They are read again when a file changes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nscp.answers import REPLIES, load_answers
from nscp.contacts import load_contacts
from nscp.guide import load_guide
from nscp.settings import PROJECT
from nscp.topics import topic_files
from nscp.words import search_form, words_of
from nscp.yaml_lines import DataError

logger = logging.getLogger(__name__)

DATA = PROJECT / "data"


@dataclass(frozen=True)
class OwnText:
    """One text of a response, as families read it.

    Attributes:
        response: name of the response, such as `utter_faq/how_long`.
        search: the text as searches compare it.
    """

    response: str
    text: str
    search: str


def own_texts() -> list[OwnText]:
    """Return every text of every response; nothing while a file is broken."""
    return _texts(_stamp())


def are_in_own_texts(words: list[str]) -> bool:
    """Return whether an answer or the guide has these words in a row; as `words_of` gives them."""
    return any(f" {' '.join(words)} " in text for text in _in_words(_stamp()))


def _stamp() -> int:
    """Return what changes when a file does."""
    return max((path.stat().st_mtime_ns for path in _files()), default=0)


def _files() -> list[Path]:
    return [*topic_files(DATA), *(DATA / REPLIES).glob("*.yml")]


@lru_cache(maxsize=1)
def _texts(stamp: int) -> list[OwnText]:
    try:
        contacts, answers = load_contacts(PROJECT), load_answers(DATA)
    except DataError as error:
        logger.warning("The assistant's own texts cannot be read: %s", error)
        return []
    texts = [(answer.utter, " ".join(sentence.text for sentence in answer.sentences)) for answer in answers]
    for slot, contact in contacts.items():
        texts = [(name, text.replace(f"{{{slot}}}", contact.value)) for name, text in texts]
    return [OwnText(name, text, search_form(text)) for name, text in texts]


@lru_cache(maxsize=1)
def _in_words(stamp: int) -> frozenset[str]:
    try:
        guide = [sentence.text for sentence in load_guide(PROJECT / "data").values()]
    except DataError as error:
        logger.warning("The guide cannot be read: %s", error)
        guide = []
    texts = [*(text.text for text in _texts(stamp)), *guide]
    return frozenset(f" {' '.join(words_of(text))} " for text in texts)
