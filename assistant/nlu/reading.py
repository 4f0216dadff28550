"""What the pipeline knows of one message before it understands it: its sentences in plain words, and their vectors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import cast

import numpy as np
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.plain_words import encoder_words
from nscp.words import words_of

READING = "reading"  # key under which components find it on the message; not part of Rasa's output
LONGEST_ANSWERED = 2_000  # characters; longer messages are read for safety only
LONGEST_READ = 20_000  # characters; the channel refuses what is longer
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
# "no I meant the social worker's name", "not who , where"
CORRECTION = re.compile(
    r"(?:(?:no|nah|nope|sorry|wait|eh|oi|hang on|that is not it)[ ,.!]+)*"
    r"(?:(?:i (?:said|meant|mean|asked|was asking|am asking|did say|am on)(?: about)?"
    r"|what i (?:meant|mean|asked) (?:is|was))"
    r"|not \w+ ?,)[ ,:]+(?P<meant>\S.*)"
)
LONGEST_SENTENCE = 40  # words; people on phones do not always end sentences, so longer ones are cut
MOST_SENTENCES = 500  # a long story has fewer
MOST_ENCODED = 48  # sentences that are read by meaning too; each costs milliseconds
# Word pieces of a message's sentences that are read by meaning; each costs a sixth of a millisecond. A readable message that
# is answered has fewer.
MOST_PIECES = 640


class Kind(str, Enum):
    """What sort of message it is, before its meaning."""

    WORDS = "words"
    NO_WORDS = "no_words"  # nothing, or only emoji and punctuation
    GIBBERISH = "gibberish"
    LONG = "long"


@dataclass(frozen=True)
class Reading:
    """One message, read.

    Attributes:
        kind: what sort of message it is.
        texts: the whole message in plain words; then its sentences, if it has more than one, of a very long one the most
            alarming.
        rest: its other sentences, in which only reviewed phrases are looked for.
        parts: pieces that may each be a question; empty unless there are two or more.
        other_parts: those of them that are none of its sentences.
        vectors: of `texts` and then of `other_parts`, shape (texts + other parts, 384).
    """

    kind: Kind
    texts: tuple[str, ...]
    rest: tuple[str, ...]
    parts: tuple[str, ...]
    other_parts: tuple[str, ...]
    vectors: np.ndarray

    @property
    def plain(self) -> str:
        """Return the whole message in plain words."""
        return self.texts[0]

    @property
    def all_texts(self) -> tuple[str, ...]:
        """Return the whole message and all sentences, in plain words."""
        return (*self.texts, *self.rest)

    @property
    def question_row(self) -> int:
        """Return the row of `vectors` that tells what is asked: for "no, I said when" that of "when", else row 0."""
        corrected = what_was_meant(self.plain)
        return len(self.texts) + self.other_parts.index(corrected) if corrected in self.other_parts else 0

    @property
    def meant(self) -> str:
        """Return the text of that row."""
        return (*self.texts, *self.other_parts)[self.question_row]


def reading_of(message: Message) -> Reading | None:
    """Return the reading that `SentenceFeaturizer` left on a message; None for messages without text."""
    return cast("Reading | None", message.get(READING)) if message.get(TEXT) is not None else None


def what_was_meant(plain: str) -> str | None:
    """Return what follows "no, I said ..." in a message in plain words; None if it is no such correction."""
    found = CORRECTION.match(plain)
    return found.group("meant") if found else None


def sentences_of(text: str) -> list[str]:
    """Split a text where sentences and lines end, and overlong stretches every 40 words.

    Returns:
        At most 500 sentences. Of more, equal ones are left out; if that does not do, the text is cut every 20 words.
    """
    text = text[:LONGEST_READ]
    sentences = [piece for sentence in SENTENCE_END.split(text) for piece in _cut(sentence, LONGEST_SENTENCE)]
    if len(sentences) <= MOST_SENTENCES:
        return sentences
    different = list(dict.fromkeys(sentences))
    return different if len(different) <= MOST_SENTENCES else _cut(text, LONGEST_READ // 2 // MOST_SENTENCES)


def _cut(text: str, most_words: int) -> list[str]:
    words = text.split()
    return [" ".join(words[start : start + most_words]) for start in range(0, len(words), most_words)]


def kind_of(text: str, known: frozenset[str]) -> Kind:
    """Tell what sort of message a text is.

    Args:
        text: what was typed.
        known: words of the examples, which count as words besides those of the encoder.
    """
    words = [word for word in words_of(text) if any(letter.isalpha() for letter in word)]
    if not words:
        return Kind.NO_WORDS
    if len(text) > LONGEST_ANSWERED:
        return Kind.LONG
    return Kind.GIBBERISH if _looks_like_mashed_keys(words, known) else Kind.WORDS


def _looks_like_mashed_keys(words: list[str], known: frozenset[str]) -> bool:
    """Whether Latin letters hold no vowel or no known word; other scripts and languages are somebody's words."""
    latin = [word for word in words if word.isascii()]
    if len(latin) < len(words):
        return False
    return all(_is_mashed(word) for word in words if word not in known and word not in encoder_words()) and not any(
        word in known or word in encoder_words() for word in words
    )


def _is_mashed(word: str) -> bool:
    vowels = sum(letter in "aeiouy" for letter in word)
    longest_run = max((len(run) for run in re.split("[aeiouy]", word)), default=0)
    return len(word) > 3 and (vowels / len(word) < 0.2 or longest_run >= 5)
