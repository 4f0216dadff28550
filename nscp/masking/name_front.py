"""How far a name reaches in front of the word by which it was found: initials, surnames, particles, other names."""

from __future__ import annotations

from nscp.masking.name_context import ROLES
from nscp.masking.name_extent import NO_SURNAMES, PARTICLES
from nscp.masking.name_start import TITLED
from nscp.masking.name_text import NameText
from nscp.masking.name_words import COMMON, RARE, name_words
from nscp.masking.word_lists import PEOPLE, word_lists

WORDS = word_lists("name_words.yml")

AKAN = WORDS["akan"]
NO_NAMES = PEOPLE | TITLED | ROLES


class NameFront:
    """Reads one text from a name towards its beginning."""

    def __init__(self, text: NameText) -> None:
        self._text, self._words, self._known = text, text.words, name_words()

    def first_word(self, index: int) -> int:
        """Return the index of the first word of a name: initials, and words with a capital that no list has."""
        first = self._before_saint(index)
        if (
            first
            and self._words[first].plain in AKAN
            and self._words[first - 1].plain == "nana"
            and self._text.gap(first - 1) == " "
        ):
            first -= 1
        while first and (before := self._before_particles(first)) is not None:
            first = before
        if first and self._text.gap(first - 1) == ", " and self._is_surname_in_front(first - 1):
            first -= 1
        if first and self._text.gap(first - 1) == " " and self._is_surname_before(first - 1):
            first -= 1
        while first and (self._is_initial_before(first - 1) or self._is_name_before(first - 1)):
            first -= 1
        return first

    def _before_saint(self, index: int) -> int:
        """Return the index of "St" in "H. St J. Tolland" before a surname; the surname's if it is none such."""
        initial, saint = index - 1, index - 2
        if saint < 0 or len(self._words[initial].plain) > 1 or self._words[saint].plain != "st":
            return index
        return saint if self._text.gap(initial) in (". ", ".", " ") and self._text.gap(saint) in (" ", ". ") else index

    def _is_surname_in_front(self, index: int) -> bool:
        """Tell whether a word is the surname in "BOSWORTH, Imogen"."""
        word = self._words[index]
        is_name = self._known.is_last(word.plain) or self._known.is_new(word.plain) or word.plain in self._known.towns
        if self._text.capitals_tell and word.is_upper and len(word.plain) > 2 and is_name:
            return True
        return word.has_capital and self._text.begins_sentence(index) and self._known.is_last(word.plain)

    def _is_surname_before(self, index: int) -> bool:
        """Tell whether a word is the surname in "KOWALCZYK BOŻENA" or "kowalczyk bożena"."""
        word = self._words[index].plain
        return self._known.is_last(word) and not self._known.is_ordinary(word) and not self._words[index].is_possessive

    def _before_particles(self, index: int) -> int | None:
        """Return the index of the word in front of the particles before a name, or of the first of them with a capital."""
        first = index
        while first and self._words[first - 1].plain in PARTICLES and self._text.gap(first - 1) in (" ", ". "):
            first -= 1
        if first == index:
            return None
        before = first - 1
        if (
            before >= 0
            and self._text.gap(before) == " "
            and self._text.has_capital(before)
            and self._words[before].plain not in NO_SURNAMES
        ):
            return before
        return first if self._words[first].has_capital else None

    def _is_initial_before(self, index: int) -> bool:
        word, gap = self._words[index], self._text.gap(index)
        is_initial = word.is_upper and len(word.plain) == 1
        return is_initial and (gap in (". ", ".") or (gap == " " and word.plain not in "ai"))

    def _is_name_before(self, index: int) -> bool:
        """Tell whether a word in front of a name belongs to it: "Temperance Adeyemi"."""
        word = self._words[index]
        return (
            self._text.has_capital(index)
            and self._text.gap(index) == " "
            and not self._text.begins_sentence(index)
            and not word.is_possessive
            and word.plain not in NO_NAMES
            and word.plain not in self._known.not_names
            and self._known.ranks.get(word.plain, RARE) > COMMON
        )
