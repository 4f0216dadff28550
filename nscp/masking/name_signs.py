"""Finds names that no cue announces: by the lists of names, by capitals, and by what stands behind or before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import word_set
from nscp.masking.name_context import ROLES, SURE_SIGNS, Sign, is_family, is_named_after_somebody, sign_after
from nscp.masking.name_cues import Sureness
from nscp.masking.name_extent import PARTICLES, TITLED, NameExtent
from nscp.masking.name_text import NameText
from nscp.masking.name_words import COMMON, PEOPLE, RARE, name_words

LONGEST_ACRONYM = 5
SHORTEST_ALONE = 4  # letters of a first name in small letters that needs no other sign
AND = re.compile(r"[ ]?(?:,[ ]?(?:and[ ]|n[ ]|&[ ]?)?|[ ](?:and|n|or)[ ]|[ ]?[/&+][ ]?)")
TO_SOMEBODY = word_set("told tell asked ask met rang phoned emailed texted")
NO_NAMES = PEOPLE | TITLED | ROLES
SAINT = frozenset({"st", "saint"})


class NameSigns:
    """Looks for names without a cue in one text."""

    def __init__(self, text: NameText, extent: NameExtent) -> None:
        self._text, self._extent = text, extent
        self._words, self._known = text.words, name_words()

    def names(self) -> Iterator[tuple[int, int]]:
        """Yield the indexes of the first and last words of names, in order."""
        index, listed_at = 0, None
        while index < len(self._words):
            last = self._name(index, is_listed=index == listed_at)
            if last is None:
                index += 1
                continue
            yield self._leftmost(index), last
            listed_at = self._after_and(last)
            index = last + 1

    def _after_and(self, last: int) -> int | None:
        """Return the index of the word that "and" or a comma joins to a name; None if none does."""
        found = AND.match(self._text.plain, self._words[last].stop)
        return self._text.index_at(found.end()) if found else None

    def _name(self, index: int, is_listed: bool) -> int | None:
        """Return the index of the last word of the name that starts with a word; None if none does."""
        word = self._words[index]
        if not self._may_begin(index):
            return None
        if index and self._words[index - 1].plain in SAINT and self._text.gap(index - 1).strip(".") == " ":
            return None
        last = self._extent.reach(index, Sureness.LIKELY)
        end = self._words[last].end
        if is_named_after_somebody(self._text.plain, end):
            return None
        if self._known.is_first(word.plain):
            good = self._is_first_name(index, last, is_listed)
        elif word.plain in self._known.double:
            good = self._is_double(index, last, is_listed)
        else:
            good = self._is_other(index, last, is_listed)
        return last if good else None

    def _may_begin(self, index: int) -> bool:
        word = self._words[index]
        if len(word.plain) < 2 or word.plain in self._known.not_names or word.plain in PARTICLES or word.plain in PEOPLE:
            return False
        if word.is_upper and len(word.plain) <= LONGEST_ACRONYM and self._text.capitals_tell:
            return False
        return (
            word.has_capital
            or self._known.is_first(word.plain)
            or word.plain in self._known.double
            or word.plain not in self._known.ranks
        )

    def _sign(self, last: int) -> Sign | None:
        return sign_after(self._text.plain, self._words[last].end)

    def _is_first_name(self, index: int, last: int, is_listed: bool) -> bool:
        word = self._words[index].plain
        if self._text.has_capital(index):
            is_usual = self._is_usual(word) and word not in self._known.also_words
            is_sure = is_usual or word not in self._known.ranks or not self._text.begins_sentence(index)
            if not self._text.is_english:
                return is_usual and len(word) >= SHORTEST_ALONE
            return is_sure or last > index or is_listed or self._sign(last) is not None
        if word in self._known.also_words:
            return is_listed or self._joins_name(last) or self._sign(last) in SURE_SIGNS
        if not self._text.is_english:
            return word in self._known.usual and word not in self._known.ranks and len(word) > SHORTEST_ALONE
        if last > index or is_listed:
            return len(word) >= 3
        is_usual = self._is_usual(word) and len(word) >= SHORTEST_ALONE
        return is_usual or (len(word) >= 3 and (self._sign(last) is not None or self._joins_name(last)))

    def _is_usual(self, word: str) -> bool:
        return word in self._known.usual or ("-" in word and word.split("-")[0] in self._known.usual)

    def _is_double(self, index: int, last: int, is_listed: bool) -> bool:
        sign = self._sign(last)
        if not self._text.has_capital(index):
            return (is_listed and sign in (Sign.END, Sign.SPEAKS, Sign.DOES, Sign.IS, Sign.HERE)) or (
                self._joins_name(last) and is_listed
            )
        if last > index:
            return any(self._is_name_word(place) for place in range(index + 1, last + 1))
        if self._text.begins_sentence(index):
            return sign in SURE_SIGNS or is_listed
        return sign in SURE_SIGNS or sign in (Sign.DOES, Sign.IS) or is_listed or self._is_told(index)

    def _is_other(self, index: int, last: int, is_listed: bool) -> bool:
        word, sign = self._words[index].plain, self._sign(last)
        if not self._text.is_english:
            return False
        if not self._text.has_capital(index):
            return sign == Sign.ROLE and self._text.begins_sentence(index) and self._known.is_new_in_small_letters(word)
        if self._is_family(index, last) or (word in self._known.towns and self._leftmost(index) < index):
            return True
        is_surname = self._known.is_last(word) and word not in self._known.ranks
        if not (self._known.is_new(word) or is_surname):
            return False
        if last > index:
            return any(self._is_name_word(place) for place in range(index + 1, last + 1))
        if self._leftmost(index) < index:
            return True
        if self._text.begins_sentence(index):
            return sign in SURE_SIGNS
        return sign in SURE_SIGNS or is_surname or is_listed or self._is_told(index)

    def _is_family(self, index: int, last: int) -> bool:
        """Tell whether a surname stands for a family: "the Smiths", "the Smith family"."""
        word = self._words[index].plain
        if last > index or index == 0 or word in self._known.not_names:
            return False
        if is_family(self._text.plain, self._words[index].end):
            return not self._known.is_ordinary(word) or word in self._known.double_last
        is_plural = word[-1] == "s" and self._words[index - 1].plain == "the" and self._text.gap(index - 1) == " "
        one = word[:-1]
        return is_plural and (self._known.is_new(one) or self._known.is_last(one) or one in self._known.double_last)

    def _is_told(self, index: int) -> bool:
        return index > 0 and self._words[index - 1].plain in TO_SOMEBODY

    def _is_name_word(self, index: int) -> bool:
        word = self._words[index].plain
        return (
            self._known.is_last(word)
            or self._known.is_first(word)
            or word in self._known.double_last
            or self._known.is_new(word)
        )

    def _joins_name(self, last: int) -> bool:
        """Tell whether "and" and a first name follow."""
        following = self._after_and(last)
        return following is not None and self._known.is_first(self._words[following].plain)

    def _leftmost(self, index: int) -> int:
        """Return the index of the first word of a name: initials, and words with a capital that no list has."""
        first = index
        while first and (self._is_initial_before(first - 1) or self._is_name_before(first - 1)):
            first -= 1
        return first

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
