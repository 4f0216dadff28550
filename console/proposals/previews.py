"""Texts as families will read them, beside what each sentence rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.proposals.knowledge import Text
from console.topics.knowledge import OTHER_SOURCES, Sentence, Source, Wording
from nscp.answer_rules import Sources


@dataclass(frozen=True)
class Preview:
    """A text: its paragraphs as families read them, and its sentences with their sources."""

    paragraphs: tuple[str, ...]
    wording: Wording


def preview(text: Text, sources: Sources) -> Preview:
    """Return a text with addresses and numbers filled in."""
    sentences = tuple(_sentence(sentence, sources) for sentence in text)
    paragraphs: list[str] = []
    for written, sentence in zip(text, sentences, strict=True):
        if not paragraphs or written.get("paragraph"):
            paragraphs.append(sentence.text)
        else:
            paragraphs[-1] += f" {sentence.text}"
    return Preview(tuple(paragraphs), sentences)


def source(id_: str, sources: Sources) -> Source:
    """Return what a sentence rests on: a sentence of the guide, or in words what it is."""
    if id_ in sources.guide:
        return Source(sources.guide[id_].heading, sources.guide[id_].text)
    return Source(OTHER_SOURCES.get(id_, "A source that does not exist"))


def _sentence(sentence: Mapping[str, Any], sources: Sources) -> Sentence:
    text = str(sentence["text"])
    for slot, contact in sources.contacts.items():
        text = text.replace(f"{{{slot}}}", contact.value)
    return Sentence(text, tuple(source(id_, sources) for id_ in sentence["sources"]))
