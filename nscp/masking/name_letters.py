"""Finds names of which only letters are given: initials alone ("T.J. was three"), and names spelt out ("N-I-A-M-H")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.name_context import Sign, sign_after
from nscp.masking.name_text import SENTENCE_END
from nscp.masking.name_words import name_words
from nscp.masking.word_lists import word_lists

WORDS = word_lists("name_words.yml")

INITIALS = re.compile(r"(?<![\w.])(?P<letters>[A-Z]\.[A-Z]|[ABCEJKLMPRT]J)\.?(?![\w.])")
ACRONYMS = WORDS["acronyms"]
SIGNS = frozenset({Sign.SPEAKS, Sign.DOES, Sign.ROLE, Sign.BESIDE, Sign.AGE, Sign.HERE, Sign.IS, Sign.OWNS})
# With a gap of one kind between letters; twelve are enough for any name.
SPELT = re.compile(r"(?<![\w'-])[a-z](?P<gap>[- .])[a-z](?:(?P=gap)[a-z]){1,10}(?![\w'-])")
SPELLING = re.compile(r"\b(?:spel\w{1,6}|names?|surname|called|goes)\b[^.!?\x00]{0,25}$")
CUE_LENGTH = 40
SHORTEST_SPELT = 4  # letters
VOWEL = re.compile(r"[aeiouy]")
BEFORE_LENGTH = 8  # characters


def find_name_letters(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where initials that do what people do begin a sentence, and names stand that are spelt out."""
    for found in INITIALS.finditer(typed):
        begins = SENTENCE_END.search(plain, max(0, found.start() - BEFORE_LENGTH), found.start()) is not None
        letters = plain[slice(*found.span("letters"))].replace(".", "")
        if begins and letters not in ACRONYMS and sign_after(plain, found.end()) in SIGNS:
            yield found.span("letters")
    for found in SPELT.finditer(plain):
        word = found[0].replace(found["gap"], "")
        if found["gap"] == " " and word not in name_words().usual:
            continue  # "Lewis with an O U I S"
        if len(word) >= SHORTEST_SPELT and _is_name(word, plain[max(0, found.start() - CUE_LENGTH) : found.start()]):
            yield found.span()


def _is_name(word: str, before: str) -> bool:
    """Tell whether a word that was spelt out is a name: of the lists, or one nobody knows where spelling is spoken of."""
    known = name_words()
    if known.is_ordinary(word) and word not in known.usual:
        return False
    return (
        known.is_first(word)
        or known.is_last(word)
        or (known.is_new(word) and VOWEL.search(word) is not None and SPELLING.search(before) is not None)
    )
