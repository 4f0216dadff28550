"""How far a name reaches: titles stay, and initials, particles, surnames and suffixes belong to it. Whole or not at all."""

from __future__ import annotations

import re

from nscp.masking.details import word_set
from nscp.masking.name_cues import Sureness
from nscp.masking.name_text import NameText
from nscp.masking.name_words import COMMON, FEWEST_LETTERS, FUNCTION, ORDINARY_ENDING, PEOPLE, RARE, SURNAME, name_words

OWNERS = word_set("my ma mi me our his her their your thier there")
KIN_TITLES = word_set("uncle aunt aunty auntie nan nana nanna nanny gran granny grandma grandad granddad grandpa")
MOSTLY_VERBS = word_set("will may mark bill grant chase hope drew pat will stew wade ram")
VERB_AFTER = re.compile(r"[ ](?:to|up|from|at|out|off|down|it|him|her|them|me|the|a|my|his)\b")
TOWARDS = word_set("to with told ask asked for")
TIME_AFTER = re.compile(
    r"[ ]?(?:[.,;!?]|$|\n|(?:last|this|yesterday|today|tomorrow|again|about|on|at|and|an|n|who|but|when|after|before"
    r"|earlier|once|twice)\b)"
)
MOST_WORDS = 9  # of one name
MOST_INITIALS = 4
PARTICLES = word_set("""
    umm um de da do dos das del della di du den der des van von zu ten ter la le los las al el abu ab ap ferch bin bint
    ibn ben o ni nic mac mc ua ui st saint san santa ul ur ud uz dit y e af av
""")
# Begin a surname by themselves; the others only stand inside a name.
LEADING_PARTICLES = word_set("""
    umm de da dos del della di van von der al el abu bin bint ibn o ni nic mac mc st ap ua ui
""")
HAVE_A_DAY = word_set("father fathers mother mothers grandparent grandparents christmas xmas year years valentine boxing")
LONGEST_IT_IS = 10  # characters
IT_IS = re.compile(r"\b(?:it|that|this)(?:'?s| is| was)? $")
MAIDEN = frozenset({"nee", "formerly"})
SUFFIXES = word_set("""
    jr jnr junior snr sr senior esq ii iii iv
""")
# What bears a person's name, and is none.
INSTITUTIONS = word_set("""
    road rd street st avenue ave drive crescent terrace gardens school academy primary infants juniors college
    university hospital hospice unit wing nursery centre center surgery clinic trust foundation charity fund law rule
    act line estate prison barracks stadium arms inn wish
""")
TITLED = word_set("""
    mr mrs ms miss mx dr doctor prof professor rev sir dame lord lady pc dc ds di capt captain col colonel lt cpl sgt
    cllr hhj hon
""")
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
IN_BRACKETS, LAST_LATIN = re.compile(r"[ ]?[(\uff08/]"), "\u024f"
# After these a word that may be a name or something else is a name.
ENDS = re.compile(r"(?:'s)?[ ]*(?:$|[.,;:!?)\n])")
IN_LIST = re.compile(r"[ ]?(?:$|[.,;:!?)\n&/]|and\b|an\b|n\b)")
VERBS = re.compile(r"(?:'s)?[ ](?:is|was|has|had|hasn'?t|wasn'?t|isn'?t|who|died|passed|aged|said|says|told|wants|loved)\b")


class NameExtent:
    """Reads names in one text, from the word they start with."""

    def __init__(self, text: NameText) -> None:
        self._text = text
        self._words = text.words
        self._known = name_words()

    def name_at(self, index: int, sureness: Sureness) -> int | None:
        """Return the index of the last word of the name that starts with a word after a cue; None if none does.

        Args:
            index: of its first word.
            sureness: of the cue before it.
        """
        first = self._after_initials(index)
        if first is None:
            return None
        if first > index and sureness >= Sureness.LIKELY and self.may_be_surname(first):
            return self.reach(first, sureness)
        if self._words[first].plain in LEADING_PARTICLES and (inner := self._after_particles(first, sureness)) is not None:
            return self.reach(inner, sureness) if sureness > Sureness.HINT else None
        return self.reach(first, sureness) if self.begins(first, sureness) else None

    def reach(self, index: int, sureness: Sureness) -> int:
        """Return the index of the last word of the name to which a word belongs."""
        last = index
        for _ in range(MOST_WORDS - 1):
            following = self._next(last, sureness)
            if following is None:
                break
            last = following
        return last

    def begins(self, index: int, sureness: Sureness) -> bool:
        """Tell whether a name starts with a word, after a cue."""
        word, known = self._words[index].plain, self._known
        rank, has_capital = known.ranks.get(word), self._text.has_capital(index)
        if (
            len(word) <= 2
            and (self._words[index].is_upper or (has_capital and not known.is_first(word)))
            and index
            and self._words[index - 1].plain in ("child", "baby", "adult")
        ):
            return False  # "Child K", as reports publish it
        if self.is_of_the_calendar(index):
            return False
        if word in TITLED and sureness >= Sureness.OFFICE:
            return False  # "Lt. Col. Aubrey": the name follows
        if word in PEOPLE and not has_capital and word not in known.usual:
            return False  # "his ex stepmum"
        is_word_too = word in known.not_names or (word in known.also_words and not has_capital)
        if is_word_too and self._follows_it_is(index):
            return False  # "it was dawn", "it was Ramadan"
        if word in known.usual or word.split("-")[0] in known.usual:
            return True
        if known.is_first(word) and not (word in known.not_names and sureness < Sureness.SURE):
            return has_capital or sureness >= Sureness.SURE or (rank is None and len(word) > 2)
        if word in known.double and sureness >= Sureness.SURE:
            return True
        if (word in known.not_names and sureness < Sureness.SURE) or (word in known.towns and sureness < Sureness.OFFICE):
            return False
        if word in known.double and word not in MOSTLY_VERBS and self._is_spoken_of(index):
            return True
        if word[-1] == "s" and word[:-1] in known.double and word != "hopes" and self._is_before_person(index):
            return True  # "nicks mum"
        if word in known.double or (word in known.double_last and (has_capital or sureness >= Sureness.OFFICE)):
            return has_capital or sureness == Sureness.SIGNED or self._is_clear(index, sureness)
        if known.is_last(word):
            return sureness > Sureness.HINT and (sureness >= Sureness.OFFICE or has_capital or rank is None)
        if word in known.not_names or len(word) < 2 or sureness <= Sureness.HINT:
            return False
        if sureness == Sureness.TITLE:
            return rank is None or rank > (FUNCTION if has_capital else COMMON)
        if has_capital:
            least = COMMON if sureness >= Sureness.OFFICE else RARE
            return rank is None or (rank > least and not ORDINARY_ENDING.search(word))
        if sureness == Sureness.SURE:
            return rank is None and len(word) > 2 and not ORDINARY_ENDING.search(word)
        return self._is_behind_person(index, sureness) and known.is_new_in_small_letters(word)

    def is_of_the_calendar(self, index: int) -> bool:
        """Tell whether a word is that of "Father's Day" or "Christmas Eve"."""
        return index > 0 and self._words[index].plain in ("day", "eve") and self._words[index - 1].plain in HAVE_A_DAY

    def _is_behind_person(self, index: int, sureness: Sureness) -> bool:
        """Tell whether "my wife" or a title stands right before a word."""
        if not index or self._text.gap(index - 1) != " " or self._words[index].plain[-1] == "s":  # "my nan polishes"
            return False
        return sureness == Sureness.OFFICE or (
            index > 1 and self._words[index - 1].plain in PEOPLE and self._words[index - 2].plain in OWNERS
        )

    def _is_spoken_of(self, index: int) -> bool:
        """Tell whether "uncle mark" or "spoke to mark last week" is what a word that may be a name stands in."""
        if not index or self._text.gap(index - 1) != " ":
            return False
        before, end = self._words[index - 1].plain, self._words[index].end
        if before in KIN_TITLES:
            return VERB_AFTER.match(self._text.plain, end) is None  # "my gran rose to her feet"
        return before in TOWARDS and TIME_AFTER.match(self._text.plain, end) is not None

    def _is_before_person(self, index: int) -> bool:
        following = index + 1
        return following < len(self._words) and self._text.gap(index) == " " and self._words[following].plain in PEOPLE

    def _follows_it_is(self, index: int) -> bool:
        start = self._words[index].start
        return IT_IS.search(self._text.plain, max(0, start - LONGEST_IT_IS), start) is not None

    def closes_list(self, index: int) -> bool:
        """Tell whether a word that may be a name or something else is one after other names: "archie, teddy and max"."""
        word = self._words[index]
        return word.plain in self._known.double and IN_LIST.match(self._text.plain, word.end) is not None

    def may_be_surname(self, index: int) -> bool:
        """Tell whether a word with a capital can be what follows an initial."""
        word, known = self._words[index], self._known
        if word.plain in known.not_names or len(word.plain) < 2:
            return False
        is_known = known.is_last(word.plain) or word.plain in known.double_last
        return is_known or (word.has_capital and known.ranks.get(word.plain, RARE) > COMMON)

    def _next(self, last: int, sureness: Sureness) -> int | None:
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
        if IN_BRACKETS.fullmatch(gap) and word.plain[0] > LAST_LATIN:
            return index  # the name in another script
        if NICKNAME_BEGINS.fullmatch(gap):
            return self._after_nickname(index, sureness)
        is_after_initial = len(self._words[last].plain) == 1 and AFTER_INITIAL.fullmatch(gap) is not None
        if not is_after_initial and not SPACE.fullmatch(gap):
            return None
        if word.plain in PARTICLES and (inner := self._after_particles(index, sureness)) is not None:
            return inner
        if len(word.plain) == 1:
            return index if self._is_initial(index) else None
        return index if self._continues(index, last, sureness) else None

    def _maiden_name(self, index: int) -> int | None:
        """Return the index of the word after "née"."""
        if index >= len(self._words) or not SPACE.fullmatch(self._text.gap(index - 1)):
            return None
        return index if self._text.has_capital(index) or self._known.is_last(self._words[index].plain) else None

    def _after_nickname(self, index: int, sureness: Sureness) -> int | None:
        """Return the surname's index in `Robert "Bobby" Smith` and `Margaret (Peggy) Smith`, or the nickname's."""
        if not self._text.has_capital(index) or not NICKNAME_ENDS.match(self._text.gap(index)):
            return None
        if not (self._known.is_first(self._words[index].plain) or self._known.is_new(self._words[index].plain)):
            return None
        following = index + 1
        if (
            following < len(self._words)
            and NICKNAME_ENDS.fullmatch(self._text.gap(index))
            and self._continues(following, index, sureness)
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

    def _after_particles(self, index: int, sureness: Sureness) -> int | None:
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
            return False
        if self._text.gap(index).startswith(".") or word.plain not in "ai":
            return self._text.capitals_tell
        following = index + 1  # "Anna I Kowalska", but not "Anna I think"
        return following < len(self._words) and self._text.has_capital(following) and self._text.gap(index) == " "

    def _continues(self, index: int, last: int, sureness: Sureness) -> bool:
        word, known = self._words[index].plain, self._known
        rank, has_capital = known.ranks.get(word), self._text.has_capital(index)
        if word in known.usual or known.is_last(word) or known.is_first(word):
            return True
        if has_capital and (word in known.double or word in known.double_last):
            return True
        if word in known.not_names and not (has_capital and sureness >= Sureness.SURE):
            return False
        if word in known.double or word in known.double_last:
            return self._is_clear(index, Sureness.SURE)
        if has_capital:
            return word not in NO_SURNAMES and (rank is None or rank > FUNCTION or sureness >= Sureness.LIKELY)
        if sureness >= Sureness.SURE and len(word) >= FEWEST_LETTERS and (known.is_new(word) or word in known.towns):
            return True
        if not known.is_new_in_small_letters(word):
            return False
        before = self._words[last].plain
        if SURNAME.fullmatch(word) is not None or known.is_first(before):
            return True
        return before in known.double and before not in MOSTLY_VERBS and word[-1] != "s"

    def _is_clear(self, index: int, sureness: Sureness) -> bool:
        """Tell whether what follows a word that may be a name or something else makes it a name."""
        if sureness == Sureness.TITLE:
            return True
        end = self._words[index].end
        if sureness >= Sureness.OFFICE and ENDS.match(self._text.plain, end):
            return True
        return sureness >= Sureness.LIKELY and VERBS.match(self._text.plain, end) is not None
