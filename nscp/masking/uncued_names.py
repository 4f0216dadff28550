"""Finds names that no cue announces: by the lists of names, by capitals, and by what stands behind or before them."""

from __future__ import annotations

from collections.abc import Iterator

from nscp.masking.name_cues import Sureness
from nscp.masking.name_extent import PARTICLES, NameExtent, NameFront
from nscp.masking.name_neighbours import MONTHS, RESPELT, SYLLABLES, NameNeighbours
from nscp.masking.name_signs import (
    ROLES,
    SURE_SIGNS,
    Sign,
    is_asked_about,
    is_named_after_somebody,
    owns_kin,
    sign_after,
)
from nscp.masking.name_start import NameStart
from nscp.masking.name_text import NameText
from nscp.masking.name_words import FUNCTION, RARE, is_of_two_words, name_words
from nscp.masking.word_lists import PEOPLE, word_lists, word_set

WORDS = word_lists("name_words.yml")

LONGEST_ACRONYM = 5
SHORTEST_ALONE = 4  # letters of a first name in small letters that needs no other sign
QUALITIES = WORDS["qualities"]
# Cannot be what a sentence is about: "Precious was in hospital" is about somebody.
NO_SUBJECTS = word_set("precious lucky rich frank sue nick rob pat will eve ray jan gene liv dick don prosper")
SIGNS_OF_NEW = frozenset({Sign.ROLE, Sign.BESIDE, Sign.SPEAKS, Sign.AGE, Sign.OWNS, Sign.PRESENTS})
BEFORE_A_THING = WORDS["before_a_thing"]
SIGNS_OF_SHORT = frozenset({Sign.SPEAKS, Sign.ROLE, Sign.AGE})  # "jo said"
SIGNS_IN_LIST = frozenset({Sign.END, Sign.SPEAKS, Sign.DOES, Sign.IS, Sign.HERE, Sign.ROLE, Sign.AGE})
VOWELS_OF_ALL = frozenset("aeiouy")
VOWELS = frozenset("aiouy")  # "Dilys" is one, "kisses" are many
SAINT = frozenset({"st", "saint"})


class UncuedNames:
    """Looks for names without a cue in one text."""

    def __init__(self, text: NameText, extent: NameExtent) -> None:
        self._text, self._extent = text, extent
        self._words, self._known = text.words, name_words()
        self._front, self._start, self._beside = NameFront(text), NameStart(text), NameNeighbours(text)

    def names(self) -> Iterator[tuple[int, int]]:
        """Yield the indexes of the first and last words of names, in order."""
        index, listed_at = 0, None
        while index < len(self._words):
            last = self._name(index, is_listed=index == listed_at)
            if last is None:
                index += 1
                continue
            yield self._front.first_word(index), last
            listed_at = self._beside.after_and(last)
            index = last + 1

    def _name(self, index: int, is_listed: bool) -> int | None:
        """Return the index of the last word of the name that starts with a word; None if none does."""
        word = self._words[index]
        if word.plain == "st" and word.has_capital:
            return self._st_john(index)
        if not self._may_begin(index):
            return None
        if index and self._words[index - 1].plain in SAINT and self._text.gap(index - 1).strip(".") == " ":
            return None
        if word.plain in SYLLABLES and self._beside.is_two_part_name(index):
            return index + 1
        last = self._extent.reach(index, Sureness.LIKELY)
        end = self._words[last].end
        if is_named_after_somebody(self._text.plain, end):
            return None
        if word.plain in MONTHS:
            good = self._beside.is_month_and_surname(index)
        elif self._known.is_first(word.plain):
            good = self._is_first_name(index, last, is_listed)
        elif word.plain in self._known.double:
            good = self._is_double(index, last, is_listed)
        else:
            good = self._is_other(index, last, is_listed)
        return last if good else None

    def _st_john(self, index: int) -> int | None:
        """Return the index of the last word of "St John Abernethy"; churches and streets are not meant."""
        john = index + 1
        if john >= len(self._words) or self._words[john].plain != "john" or self._words[john].is_possessive:
            return None
        last = self._extent.reach(john, Sureness.LIKELY)
        return None if last == john or is_named_after_somebody(self._text.plain, self._words[last].end) else last

    def _may_begin(self, index: int) -> bool:
        word = self._words[index]
        if word.plain in self._known.not_names and word.plain not in MONTHS and not self._is_name_all_the_same(index):
            return False
        if self._start.is_darling(index) or self._beside.is_drink(index) or self._start.is_of_the_calendar(index):
            return False
        if not self._text.is_ascii and self._is_foreign_word(index):
            return False
        if len(word.plain) < 2 or word.plain in PARTICLES or word.plain in PEOPLE:
            return False
        if (
            word.is_upper
            and len(word.plain) <= LONGEST_ACRONYM
            and self._text.capitals_tell
            and not self._beside.is_name_in_capitals(index)
        ):
            return False
        return (
            word.has_capital
            or self._known.is_first(word.plain)
            or word.plain in self._known.double
            or word.plain in MONTHS
            or self._known.is_last(word.plain)
            or word.plain not in self._known.ranks
        )

    def _is_foreign_word(self, index: int) -> bool:
        """Tell whether a word is none by its accents: "Ola" is a name, "Olá" says hello."""
        typed = self._text.plain[self._words[index].start : self._words[index].end]
        return not typed.isascii() and typed in self._known.not_names

    def _is_name_all_the_same(self, index: int) -> bool:
        """Tell whether a month or a language is a person: "April is his half sister", "Shona, Mhairi and wee Struan"."""
        if not self._text.has_capital(index):
            return False
        word = self._words[index].plain
        if word in self._known.double:
            return self._text.begins_sentence(index) and self._sign(index) == Sign.ROLE
        return self._known.is_first(word) and self._beside.joins_name(index)

    def _sign(self, last: int) -> Sign | None:
        return sign_after(self._text.plain, self._words[last].end)

    def _is_first_name(self, index: int, last: int, is_listed: bool) -> bool:
        word = self._words[index].plain
        if self._text.has_capital(index):
            is_usual = self._is_usual(word) and word not in self._known.also_words
            is_sure = is_usual or word not in self._known.ranks or not self._text.begins_sentence(index)
            if not self._text.is_english_at(index):
                is_pair = is_listed or self._beside.joins_capital(last) or (last > index and self._text.has_capital(last))
                return (is_usual or is_pair) and len(word) >= SHORTEST_ALONE
            return is_sure or last > index or is_listed or self._beside.joins_name(last) or self._sign(last) is not None
        if word in self._known.also_words:
            if self._beside.is_behind_determiner(index):
                return False
            if self._beside.is_blamed(index):
                return True
            is_joined = self._beside.joins_name(last, or_double=self._text.gap(last).startswith(","))
            return is_listed or is_joined or self._is_subject(index, last) or self._beside.has_surname(index, last)
        if not self._text.is_english_at(index):
            is_long = len(word) > SHORTEST_ALONE and word not in WORDS["abroad"]
            return is_long and word in self._known.usual and word not in self._known.ranks
        if last > index or is_listed:
            return len(word) >= 3
        is_usual = self._is_usual(word) and len(word) >= SHORTEST_ALONE
        sign = self._sign(last)
        return is_usual or sign in SIGNS_OF_SHORT or (len(word) >= 3 and (sign is not None or self._beside.joins_name(last)))

    def _is_usual(self, word: str) -> bool:
        return word in self._known.usual or ("-" in word and word.split("-")[0] in self._known.usual)

    def _is_double(self, index: int, last: int, is_listed: bool) -> bool:
        sign = self._sign(last)
        if not self._text.has_capital(index):
            if self._beside.has_surname(index, last):
                return True
            if self._beside.is_behind_determiner(index):
                return False
            if self._beside.is_blamed(index):
                return True
            is_in_list = is_listed and (
                last > index or sign in SIGNS_IN_LIST or self._beside.joins_name(last, or_double=True)
            )
            return is_in_list or self._is_subject(index, last) or self._beside.begins_list(index)
        if last > index:
            return any(self._beside.is_name_word(place) for place in range(index + 1, last + 1))
        if self._text.begins_sentence(index):
            is_subject = self._is_subject(index, last) and sign != Sign.BESIDE
            is_pair = not self._text.is_english_at(index) and self._beside.joins_capital(last)
            return sign in SURE_SIGNS or is_subject or is_listed or is_pair or self._beside.joins_name(last)
        return sign is not None or is_listed or self._words[index - 1].plain not in BEFORE_A_THING

    def _is_other(self, index: int, last: int, is_listed: bool) -> bool:
        word, sign = self._words[index].plain, self._sign(last)
        if not self._text.is_english_at(index):
            is_pair = is_listed or self._beside.joins_capital(last)
            return is_pair and self._text.has_capital(index) and self._known.is_new(word) and word not in WORDS["abroad"]
        if not self._text.has_capital(index):
            if RESPELT.fullmatch(word):
                return False  # "noones told us"
            if last > index:
                pair = [self._words[place].plain for place in range(index, last + 1)]
                is_name = self._known.is_last(word) or self._known.is_new_in_small_letters(word)
                return is_name and all(map(self._known.is_new_in_small_letters, pair[1:]))
            if self._beside.is_done_to(index) and self._is_surely_no_word(word):
                return True
            is_joined = is_listed and not self._text.gap(index - 1).startswith(",")
            if (is_joined or self._asks(index, last)) and self._is_like_nothing(index):
                return True
            if word.startswith("mc") and self._known.is_last(word) and self._known.is_new(word):
                return True  # "wiv mckenzi"
            if self._text.begins_sentence(index) and self._does_at_start(index, sign):
                return True
            is_subject = (sign in SIGNS_OF_NEW and not self._text.gap(last).startswith(",")) or self._beside.joins_name(last)
            return is_subject and self._text.begins_sentence(index) and self._known.is_new_in_small_letters(word)
        if self._beside.is_family(index, last) or (word in self._known.towns and self._front.first_word(index) < index):
            return True
        is_surname = self._known.is_last(word) and word not in self._known.ranks
        if not (self._known.is_new(word) or is_surname):
            follows = range(index + 1, last + 1)
            is_like_name = self._known.is_last(word) or (
                self._text.only_names_have_capitals and self._known.ranks.get(word, RARE) > FUNCTION
            )
            return is_like_name and any(self._beside.is_only_name(place) for place in follows)
        if last > index:
            return any(self._beside.is_name_word(place) for place in range(index + 1, last + 1))
        if self._front.first_word(index) < index or self._beside.is_double_barrelled(index):
            return True
        if self._text.begins_sentence(index):
            is_person = self._does_at_start(index, sign) or self._beside.begins_list_of_ages(index)
            return sign in SURE_SIGNS or is_person or self._beside.joins_name(last)
        if self._text.gap(index - 1) == ", " and (sign == Sign.END or self._beside.is_between_commas(index, last)):
            return True
        if (
            (sign in SURE_SIGNS and not (sign == Sign.AGE and self._beside.is_place_left(index)))
            or is_surname
            or is_listed
            or self._beside.is_told(index)
        ):
            return True
        return self._text.only_names_have_capitals and self._beside.is_behind_no_place_word(index)

    def _does_at_start(self, index: int, sign: Sign | None) -> bool:
        """Tell whether a word that begins a sentence does or owns something: "tanvir wont eat", "Sukhi's inhaler"."""
        word = self._words[index]
        is_doing = sign == Sign.DOES or (word.is_possessive and self._text.plain[word.end : word.stop] == "'s")
        return is_doing and word.plain not in ROLES and self._is_like_nothing(index)

    def _is_like_nothing(self, index: int) -> bool:
        """Whether a word resembles no ordinary one: no plural, acronym, compound, short form or misspelling of any."""
        word = self._words[index]
        return (
            "'" not in word.plain
            and not (word.is_upper and self._text.capitals_tell)
            and not VOWELS_OF_ALL.isdisjoint(word.plain)
            and self._is_surely_no_word(word.plain)
            and not is_of_two_words(word.plain)
        )

    def _is_surely_no_word(self, word: str) -> bool:
        """Tell whether a word in small letters is a surname, or one that nobody knows: "snitches" may be many of a thing."""
        if word in ROLES:
            return False
        is_surname = self._known.is_last(word) and not self._known.is_ordinary(word)
        return is_surname or ((word[-1] != "s" or word[-2:-1] in VOWELS) and self._known.is_new_in_small_letters(word))

    def _is_subject(self, index: int, last: int) -> bool:
        """Tell whether a word in small letters that may be a name or something else does what people do."""
        word, sign = self._words[index].plain, self._sign(last)
        if self._beside.is_behind_modal(index) and sign != Sign.HERE and not self._asks(index, last):
            return False
        if (
            sign == Sign.AGE
            or (sign == Sign.NUMBERED and word not in QUALITIES)
            or (sign == Sign.HERE and self._beside.presents_itself(index))
            or (sign in (Sign.SPEAKS, Sign.ROLE, Sign.OWNS) and word not in QUALITIES)
        ):
            return True
        if owns_kin(self._text.plain, self._words[last].end) or (word not in QUALITIES and self._asks(index, last)):
            return True
        if word in QUALITIES:
            return word in NO_SUBJECTS and self._text.begins_sentence(index) and sign in (Sign.IS, Sign.DOES)
        if self._text.begins_sentence(index):
            return sign in (Sign.DOES, Sign.IS, Sign.BESIDE)
        return self._beside.is_between_commas(index, last)

    def _asks(self, index: int, last: int) -> bool:
        return is_asked_about(self._text.plain, self._words[index].start, self._words[last].end)
