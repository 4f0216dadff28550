"""A small language for phrases, so that a safeguarding lead can read and write them without knowing programming.

    he (hits|hit|is hitting) me      one of several words or phrases
    i want to [just] die             a word that may be missing
    saving up ... tablets            up to four words in between
    <child> is not breathing         a named list of words, from `words:` in the same file

Phrases are looked for in plain words (see `nscp.plain_words`): lower-case, text-speak written out, "can't" as "can not".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GAP = r"(?: \S+){0,4}?"
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
    """

    says: str
    pattern: re.Pattern[str]

    def found_in(self, plain: str) -> bool:
        """True if a text in plain words says this."""
        return self.pattern.search(f" {plain}") is not None


def read_phrase(says: str, words: Mapping[str, Sequence[str]]) -> Phrase:
    """Make a phrase.

    Args:
        says: the phrase in the small language.
        words: name -> the words that `<name>` stands for.

    Raises:
        PhraseError: brackets do not match, or a named list does not exist.
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
        else:
            expression += GAP if piece == "..." else _word(piece, words, says)
    if opened:
        raise PhraseError(f"the bracket {opened[-1]!r} is never closed in {says!r}")
    return Phrase(says, re.compile(rf"(?:{expression})(?= |$)"))


def _word(piece: str, words: Mapping[str, Sequence[str]], says: str) -> str:
    if not piece.startswith("<"):
        return " " + re.escape(piece)
    name = piece[1:-1]
    if name not in words:
        raise PhraseError(f"there is no word list called {name!r} for {says!r}")
    return " (?:" + "|".join(re.escape(word) for word in words[name]) + ")"
