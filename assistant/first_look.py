"""Does a message speak of danger in the safeguarding lead's own phrases? Costs milliseconds and needs no model."""

from __future__ import annotations

from functools import cache

from assistant.nlu.plain_words import PlainWords
from assistant.nlu.reading import sentences_of
from nscp.safety_phrases import SafetyPhrases, load_safety_phrases
from nscp.settings import PROJECT
from nscp.yaml_lines import YamlFile


def plain_topic(text: str) -> str | None:
    """Return the safety topic of which a text speaks in a reviewed phrase, or None.

    Text-speak and emoji are written out; spelling is not corrected.
    """
    phrases, words = _phrases()
    return phrases.help_topic(words.read_all([text, *sentences_of(text)]))


def says_plainly(text: str) -> bool:
    """Whether a text contains a reviewed phrase of danger."""
    return plain_topic(text) is not None


@cache
def _phrases() -> tuple[SafetyPhrases, PlainWords]:
    lists = PROJECT / "data" / "words"
    text_speak, emoji = (YamlFile(lists / f"{name}.yml").content[name] for name in ("text_speak", "emoji"))
    return load_safety_phrases(PROJECT / "data" / "safety"), PlainWords(text_speak, {}, emoji)
