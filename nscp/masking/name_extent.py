"""How far a name reaches, on and back: initials, particles, surnames and suffixes belong to it. Titles stay."""

from __future__ import annotations

import re

from nscp.masking.name_cues import Sureness
from nscp.masking.name_signs import ROLES
from nscp.masking.name_start import MOSTLY_VERBS, TITLED, NameStart
from nscp.masking.name_text import NameText
from nscp.masking.name_words import COMMON, FEWEST_LETTERS, FUNCTION, RARE, SURNAME, is_mistyped, name_words
from nscp.masking.word_lists import PEOPLE, word_lists, word_set

WORDS = word_lists("name_words.yml")
MOST_WORDS = 9  # of one name
MOST_INITIALS = 4
TEXT_SPEAK = frozenset("ainuxy")  # "karen n smith": two people
PARTICLES = WORDS["particles"]
LEADING_PARTICLES = WORDS["leading_particles"]
MAIDEN = frozenset({"nee", "formerly"})
SUFFIXES = word_set("""
    jr jnr junior snr sr senior esq ii iii iv
""")
INSTITUTIONS = WORDS["institutions"]
NO_SURNAMES = (
    TITLED
    | INSTITUTIONS
    | word_set("""
    i a an the this that these those my our your his her their its he she they we you it me him them us who what which
    when where why how and or but so if as than then because cos is are was were be been being am has have had do does
    did can could would should might must not no yes please thanks thank hello hi there here also just only very still
    never ever all both some any many much more most at in on to of for from by with about after before since until
    while during into onto over under again said says told got get went came come go now today tomorrow yesterday social
    family school police nscp child children mum dad mother father sister brother son daughter is not
""")
)
SPACE = re.compile(r"[ \t]{1,2}")
AFTER_INITIAL = re.compile(r"\.?[ \t]{0,2}")
BEFORE_SUFFIX = re.compile(r",?[ ]{1,2}\(?")
AFTER_SAINT = re.compile(r"\.?[ ]{1,2}")
NICKNAME_BEGINS, NICKNAME_ENDS = re.compile(r"[ ][\"'(]"), re.compile(r"[\"')][ ]{0,2}")
AKAN = WORDS["akan"]
GREETINGS = frozenset({"selam", "salam", "salaam"})  # first names too
NO_NAMES = PEOPLE | TITLED | ROLES


class NameExtent:
    """Reads names in one text, from the word they start with."""

    def __init__(self, text: NameText) -> None:
        self._text = text
        self._words = text.words
        self._known = name_words()
        self._start = NameStart(text)

    def name_at(self, index: int, confidence: Sureness) -> int | None:
        """Return the index of the last word of the name that starts with a word after a cue; None if none does.

        Args:
            index: of its first word.
            confidence: of the cue before it.
        """
        first = self._after_initials(index)
        if first is None:
            return None
        if self._words[first].plain in LEADING_PARTICLES and (inner := self._after_particles(first, confidence)) is not None:
            return self.reach(inner, confidence) if confidence > Sureness.HINT else None
        return self.reach(first, confidence) if self._start.begins(first, confidence) else None

    def reach(self, index: int, confidence: Sureness) -> int:
        """Return the index of the last word of the name to which a word belongs."""
        last = index
        for _ in range(MOST_WORDS - 1):
            following = self._next(last, confidence)
            if following is None:
                break
            last = following
        return last

    def _next(self, last: int, confidence: Sureness) -> int | None:
        """Return the index of the next part of a name after a word; None if the name ends with it."""
        index = last + 1
        if index >= len(self._words) or self._words[last].is_possessive:
            return None
        word, gap = self._words[index], self._text.gap(last)
        if (
            word.plain in SUFFIXES
            and BEFORE_SUFFIX.fullmatch(gap)
            and (len(word.plain) > 2 or word.plain in ("jr", "sr") or word.is_upper)
        ):
            return index
        if word.plain in MAIDEN and BEFORE_SUFFIX.fullmatch(gap) and (maiden := self._maiden_name(index + 1)) is not None:
            return maiden
        if NICKNAME_BEGINS.fullmatch(gap):
            return self._after_nickname(index, confidence)
        is_after_initial = len(self._words[last].plain) == 1 and AFTER_INITIAL.fullmatch(gap) is not None
        if not is_after_initial and not SPACE.fullmatch(gap):
            return None
        if word.plain in PARTICLES and (inner := self._after_particles(index, confidence)) is not None:
            return inner
        if len(word.plain) == 1:
            return index if self._is_initial(index) else None
        return index if self._continues(index, last, confidence) else None

    def _maiden_name(self, index: int) -> int | None:
        """Return the index of the word after "née"."""
        if index >= len(self._words) or not SPACE.fullmatch(self._text.gap(index - 1)):
            return None
        return index if self._text.has_capital(index) or self._known.is_last(self._words[index].plain) else None

    def _after_nickname(self, index: int, confidence: Sureness) -> int | None:
        """Return the surname's index in `Robert "Bobby" Smith` and `Margaret (Peggy) Smith`, or the nickname's."""
        if not self._text.has_capital(index) or not NICKNAME_ENDS.match(self._text.gap(index)):
            return None
        if not (self._known.is_first(self._words[index].plain) or self._known.is_new(self._words[index].plain)):
            return None
        following = index + 1
        if (
            following < len(self._words)
            and NICKNAME_ENDS.fullmatch(self._text.gap(index))
            and self._continues(following, index, confidence)
        ):
            return following
        return index

    def _after_initials(self, index: int) -> int | None:
        """Return the index of the first word that is no initial: "J. R. Smith"."""
        for first in range(index, min(index + MOST_INITIALS, len(self._words))):
            if len(self._words[first].plain) > 1 or not self._words[first].is_upper:
                return first
            if first == index and not self._is_initial(first):
                return None
            if not AFTER_INITIAL.fullmatch(self._text.gap(first)):
                return None
        return None

    def _after_particles(self, index: int, confidence: Sureness) -> int | None:
        """Return the index of the name's part behind particles: "van der Bergh"."""
        for inner in range(index + 1, min(index + 4, len(self._words))):
            if not AFTER_SAINT.fullmatch(self._text.gap(inner - 1)):
                return None
            word = self._words[inner]
            if word.plain not in PARTICLES and not (word.is_upper and len(word.plain) == 1):
                if word.plain in self._known.not_names or len(word.plain) < 2:
                    return None
                is_name = (
                    self._known.is_last(word.plain)
                    or self._known.is_first(word.plain)
                    or self._known.is_new_in_small_letters(word.plain)
                )
                return inner if self._text.has_capital(inner) or is_name else None
        return None

    def _is_initial(self, index: int) -> bool:
        word = self._words[index]
        if not word.is_upper:
            return self._is_initial_in_small_letters(index)
        if self._text.gap(index).startswith(".") or word.plain not in "ai":
            return self._text.capitals_tell
        following = index + 1  # "Anna I Kowalska", but not "Anna I think"
        return following < len(self._words) and self._text.has_capital(following) and self._text.gap(index) == " "

    def _is_initial_in_small_letters(self, index: int) -> bool:
        """Tell whether a letter stands between a first name and a surname: "priya k nair", but not "priya n nair"."""
        before, following = index - 1, index + 1
        if before < 0 or following >= len(self._words) or self._words[index].plain in TEXT_SPEAK:
            return False
        surname = self._words[following].plain
        return (
            self._text.gap(before) == self._text.gap(index) == " "
            and self._known.is_first(self._words[before].plain)
            and self._known.is_last(surname)
            and surname not in self._known.towns
        )

    def _continues(self, index: int, last: int, confidence: Sureness) -> bool:
        word, known = self._words[index].plain, self._known
        rank, has_capital = known.ranks.get(word), self._text.has_capital(index)
        if word in known.usual or known.is_last(word) or known.is_first(word):
            return True
        if has_capital and (word in known.double or word in known.double_last):
            return True
        if word in known.not_names and not (has_capital and confidence >= Sureness.SURE):
            return False
        if word in known.double or word in known.double_last:
            return self._start.is_clear(index, max(confidence, Sureness.OFFICE)) or self._is_middle_name(index, last)
        if has_capital:
            return word not in NO_SURNAMES and (rank is None or rank > FUNCTION or confidence >= Sureness.LIKELY)
        if word in WORDS["abroad"] or not self._text.is_english_at(index):
            return False  # "czy macie kogoś"
        if confidence >= Sureness.SURE and len(word) >= FEWEST_LETTERS and (known.is_new(word) or word in known.towns):
            return True
        if not known.is_new_in_small_letters(word):
            return False
        before = self._words[last].plain
        if SURNAME.fullmatch(word) is not None or known.is_first(before):
            return True
        return before in known.double and before not in MOSTLY_VERBS and word[-1] != "s"

    def _is_middle_name(self, index: int, last: int) -> bool:
        """Tell whether a word that may be a name or something else stands between a first name and a surname."""
        following = index + 1
        if (
            following >= len(self._words)
            or self._text.gap(index) != " "
            or not self._known.is_first(self._words[last].plain)
        ):
            return False
        surname = self._words[following].plain
        return self._known.is_last(surname) or self._known.is_new_in_small_letters(surname)


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
            and not word.is_possessive
            and word.plain not in NO_NAMES
            and (not self._text.begins_sentence(index) or self._may_begin(word.plain))
            and (word.plain not in self._known.not_names or word.plain in GREETINGS)
            and self._known.ranks.get(word.plain, RARE) > COMMON
        )

    def _may_begin(self, word: str) -> bool:
        """Tell whether a word that begins a sentence is a part of the name behind it: "Kwok Wing Sze"."""
        return self._known.is_new(word) and not is_mistyped(word)
