"""A text as the finding of names reads it: its words, with what their capitals say."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import NamedTuple

from nscp.masking.name_words import COMMON, FUNCTION, RARE, name_words
from nscp.masking.word_lists import word_set

LETTER = r"[a-z\u00df-\u00f6\u00f8-\u02af\u1e00-\u1eff]"  # Latin ones in lower case: other_scripts.py reads the others
WORD = rf"{LETTER}+(?:['-]{LETTER}+)*"
WORDS = re.compile(WORD)
PARTS = re.compile(r"['-]")
LOWER_CASE = re.compile(r"(?<![^\W_'])[a-z]{2}")
FEW_WORDS = 3
LEAST_ENGLISH = 0.5  # share of ordinary words
UNDECOMPOSED = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ı": "i",
    "ð": "d",
    "ħ": "h",
    "ə": "e",
    "ɛ": "e",
    "ɔ": "o",
    "ŋ": "n",
    "ɗ": "d",
    "ɓ": "b",
    "ƙ": "k",
}
ACCENTED = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if unicodedata.decomposition(chr(code))]
FOLDED = str.maketrans({letter: unicodedata.normalize("NFD", letter)[0] for letter in ACCENTED} | UNDECOMPOSED)
ENDING = re.compile(r"[.!?\n\u2026]")
SENTENCE_END = re.compile(r"(?:^|[.!?:;\n\u2026])[\s\"'(*>-]*$")


class Word(NamedTuple):
    """One word of a text.

    Attributes:
        start: index of its first letter.
        end: index after its last, without a possessive ending.
        stop: index after its last, with it.
        plain: it in lower case, without accents and possessive ending; "tylers" is Tyler's.
        has_capital: it begins with one, and has small letters too.
        is_upper: it is in capitals throughout; one letter that is a capital counts.
    """

    start: int
    end: int
    stop: int
    plain: str
    has_capital: bool
    is_upper: bool

    @property
    def is_possessive(self) -> bool:
        return self.stop > self.end


class NameText:
    """One text.

    Attributes:
        typed: the text as typed.
        plain: the same in lower case, with straight quotes.
        words: its words, in order.
        capitals_tell: False where every word has a capital, or none.
    """

    def __init__(self, typed: str, plain: str) -> None:
        self.typed, self.plain = typed, plain
        self.is_ascii = plain.isascii()
        self.words = [self._word(found) for found in WORDS.finditer(plain)]
        self._at = {word.start: index for index, word in enumerate(self.words)}
        self._foreign: dict[int, bool] = {}
        self.capitals_tell = self._do_capitals_tell()

    def _do_capitals_tell(self) -> bool:
        """Tell whether ordinary words have small letters; "My Son Died Last Year" says nothing, a list of names does."""
        if LOWER_CASE.search(self.typed) is not None or self.typed.count(" ") < FEW_WORDS:
            return True
        ranks = name_words().ranks
        return not any(
            word.is_upper or ranks.get(word.plain, COMMON) < FUNCTION for word in self.words if len(word.plain) > 1
        )

    @cached_property
    def is_english(self) -> bool:
        """False where most words are unknown, so that an unknown word says nothing."""
        known = name_words()
        long = [word.plain for word in self.words if len(word.plain) > 1]
        return len(long) <= FEW_WORDS or sum(map(known.is_ordinary, long)) >= LEAST_ENGLISH * len(long)

    def is_english_at(self, index: int) -> bool:
        """Tell whether the text and the sentence in which a word stands are English: some people write a line of each."""
        if not self.is_english:
            return False
        sentence = self._sentences[index]
        if sentence not in self._foreign:
            self._foreign[sentence] = self._is_foreign(sentence)
        return not self._foreign[sentence]

    @cached_property
    def _sentences(self) -> list[int]:
        """The index of the first word of the sentence in which each word stands."""
        first, starts = 0, []
        for index in range(len(self.words)):
            if index and ENDING.search(self.gap(index - 1)):
                first = index
            starts.append(first)
        return starts

    def _is_foreign(self, first: int) -> bool:
        """Tell whether most words of a sentence are unknown; those with a capital and names do not count."""
        known, words = name_words(), []
        for index in range(first, len(self.words)):
            if self._sentences[index] != first:
                break
            word = self.words[index]
            is_name = word.has_capital or known.is_first(word.plain) or known.is_last(word.plain)
            if len(word.plain) > 1 and not is_name:
                words.append(word.plain)
        ordinary = sum(map(known.is_ordinary, words))
        return len(words) >= FEW_WORDS and (
            not ordinary or (len(words) > FEW_WORDS and ordinary < LEAST_ENGLISH * len(words))
        )

    @cached_property
    def only_names_have_capitals(self) -> bool:
        """False where an ordinary word in the middle of a sentence has a capital: it says nothing then."""
        ranks = name_words().ranks
        return self.capitals_tell and not any(
            word.has_capital
            and len(word.plain) > 1
            and ranks.get(word.plain, RARE) < FUNCTION
            and not self.begins_sentence(index)
            for index, word in enumerate(self.words)
            if word.plain not in name_words().not_names and word.plain not in name_words().first
        )

    def index_at(self, place: int) -> int | None:
        """Return the index of the word that starts at a place; None if none does."""
        return self._at.get(place)

    def gap(self, index: int) -> str:
        """Return what stands between a word and the next, or the end."""
        after = self.words[index + 1].start if index + 1 < len(self.words) else len(self.plain)
        return self.plain[self.words[index].stop : after]

    def has_capital(self, index: int) -> bool:
        """Tell whether a word's capital says something."""
        return self.capitals_tell and self.words[index].has_capital

    def begins_sentence(self, index: int) -> bool:
        """Tell whether a word would have a capital whatever it is."""
        start = self.words[index].start
        return SENTENCE_END.search(self.plain, max(0, start - 8), start) is not None

    def _word(self, found: re.Match[str]) -> Word:
        start, stop = found.span()
        read = found[0]
        base = _base(read if read.isascii() else read.translate(FOLDED))
        typed = self.typed[start : start + len(base)]
        has_capital = typed[:1].isupper() and not typed[1:2].isupper()
        if has_capital and (inner := INNER_CAPITAL.match(typed)) and not _may_have_two(base, inner[1].lower()):
            has_capital = False
        if (
            not has_capital and typed[:1].islower() and PARTS.search(typed)
        ):  # "al-Sayed" and "d'Souza" have one in the middle
            has_capital = typed != typed.lower()
        return Word(start, start + len(base), stop, base, has_capital, typed.isupper())


INNER_CAPITAL = re.compile(r"([A-Z][a-z]+)[A-Z]")
PREFIXES = word_set("mc mac de di da du del la le st fitz van o al ap el von ka ja ke ni nic")


def _may_have_two(word: str, head: str) -> bool:
    """Tell whether a word with a capital inside may be a name: "McAdam", "JoAnn", but not "FaceTime"."""
    known = name_words()
    return head in PREFIXES or head in known.first or head in known.double or known.is_first(word) or known.is_last(word)


CONTRACTION = re.compile(r"(?<=.)'(?:s|ll|d|ve|re)$")


def _base(word: str) -> str:
    short = CONTRACTION.search(word)
    known = name_words()
    if short and word in known.not_names:  # "Nando's"
        return word
    base = word[: short.start()] if short else word.removesuffix("'")
    if (
        base[-1:] == "s"
        and base not in known.not_names
        and base not in known.first
        and base not in known.ranks
        and base not in known.last
    ):
        return base[:-1] if base[:-1] in known.usual else base
    return base
