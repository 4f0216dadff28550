"""A small language for phrases, so that a safeguarding lead can read and write them without knowing programming.

    he (hits|hit|is hitting) me      one of several words or phrases
    i want to [just] die             a word that may be missing
    saving up ... tablets            up to four words in between
    <child> is not breathing         a named list of words, from `words:` in the same file
    . help .                         the text must begin or end where the full stop stands

Phrases are looked for in plain words (assistant/nlu/plain_words.py): lower case, no text-speak, "can not" for "can't". They
cut what is stretched ("sooooo") to two of a kind, and "999" with it, so the same is done to what a phrase says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nscp.words import STRETCHED

EDGE = "."
GAP = r"(?: \S+){0,4}?"
MARKS = r"(?: [^\w\s]+)*"  # punctuation at an edge: "help !"
CLOSES = {")": "(", "]": "["}
PIECE = re.compile(r"\.\.\.|[()|\[\]]|<\w+>|[^\s()|\[\]<>]+")


class PhraseError(ValueError):
    """A phrase cannot be read; the message says why."""


@dataclass(frozen=True)
class Phrase:
    """One phrase, ready to be looked for.

    Attributes:
        says: the phrase as it was written.
        pattern: the regular expression made from it; every word in it brings the space before it.
        first_words: a text that says this holds one of these words.
    """

    says: str
    pattern: re.Pattern[str]
    first_words: frozenset[str]

    def found_in(self, plain: str) -> bool:
        """Whether a text in plain words says this."""
        return self.pattern.search(f" {plain}") is not None


def says_any(phrases: Iterable[Phrase], texts: Iterable[str]) -> bool:
    """Whether any text, in plain words, says any of the phrases."""
    return any(_says_any(phrases, text) for text in texts)


def _says_any(phrases: Iterable[Phrase], text: str) -> bool:
    # Nearly all phrases begin with words that the text does not have: that is quicker to see than to search.
    words = set(text.split())
    return any(not words.isdisjoint(phrase.first_words) and phrase.found_in(text) for phrase in phrases)


def read_phrase(says: str, words: Mapping[str, Sequence[str]]) -> Phrase:
    """Make a phrase.

    Args:
        says: the phrase in the small language.
        words: name -> the words that `<name>` stands for.

    Raises:
        PhraseError: brackets do not match, a named list does not exist, or nothing in it must be said.
    """
    expression = ""
    opened: list[str] = []
    for piece in PIECE.findall(says):
        if piece in CLOSES.values():
            opened.append(piece)
            expression += "(?:"
        elif piece in CLOSES:
            if not opened or opened.pop() != CLOSES[piece]:
                raise PhraseError(f"the bracket {piece!r} closes nothing in {says!r}")
            expression += ")" if piece == ")" else ")?"
        elif piece == "|":
            expression += "|"
        elif piece == EDGE:
            expression += f"{MARKS}$" if expression else f"^{MARKS}"
        else:
            expression += GAP if piece == "..." else _word(piece, words, says)
    if opened:
        raise PhraseError(f"the bracket {opened[-1]!r} is never closed in {says!r}")
    first_words, may_be_empty = _first_words(iter(PIECE.findall(says)), words)
    if may_be_empty:
        raise PhraseError(f"no word of {says!r} has to be said")
    return Phrase(says, re.compile(rf"(?:{expression})(?= |$)"), first_words)


def _word(piece: str, words: Mapping[str, Sequence[str]], says: str) -> str:
    if piece.startswith("<") and piece[1:-1] not in words:
        raise PhraseError(f"there is no word list called {piece[1:-1]!r} for {says!r}")
    meant = _meant(piece, words)
    return " " + (re.escape(meant[0]) if len(meant) == 1 else "(?:" + "|".join(map(re.escape, meant)) + ")")


def _meant(piece: str, words: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return words[piece[1:-1]] if piece.startswith("<") else [STRETCHED.sub(r"\1\1", piece)]


def _first_words(pieces: Iterator[str], words: Mapping[str, Sequence[str]]) -> tuple[frozenset[str], bool]:
    """Return what a group of pieces, up to the bracket that closes it, may begin with, and whether it may be left out.

    A gap or an edge counts as left out: a phrase that begins with one begins with the word after it.
    """
    found: set[str] = set()
    may_be_empty, at_start = False, True
    for piece in pieces:
        if piece in CLOSES:
            break
        if piece in CLOSES.values():
            inside, skipped = _first_words(pieces, words)
        elif piece in ("...", EDGE):
            inside, skipped = frozenset(), True
        elif piece == "|":
            may_be_empty, at_start = may_be_empty or at_start, True
            continue
        else:
            inside, skipped = frozenset(word.split()[0] for word in _meant(piece, words) if word), False
        if at_start:
            found |= inside
            at_start = skipped or piece == "["
    return frozenset(found), may_be_empty or at_start
