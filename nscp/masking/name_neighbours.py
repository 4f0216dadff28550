"""What stands beside a word and shows that it is a name, or none: "and Tom", "the", "from", a surname behind it."""

from __future__ import annotations

import re

from nscp.masking.name_signs import ROLES, Sign, is_family, is_matter, sign_after
from nscp.masking.name_text import NameText
from nscp.masking.name_words import FAIRLY_COMMON, FEWEST_LETTERS, RARE, SURNAME, name_words
from nscp.masking.word_lists import word_lists, word_set

WORDS = word_lists("name_words.yml")

AND = re.compile(
    r"[ ]?(?:,[ ]?(?:and[ ]|nd[ ]|an[ ]|n[ ]|&[ ]?)?|[ ](?:and|nd|an|n|or)[ ](?:(?:on|for|to|with)[ ])?|[ ]?[/&+][ ]?)"
)
AND_ABROAD = re.compile(r"[ ](?:i|y|e|a|și|si|ir|és|es|et|und|un|u|en|dhe|ja|och|og|iyo|aur|te|in|oraz|ve|o)[ ]")
TO_SOMEBODY = word_set("told tell asked ask met rang phoned emailed texted")
MONTHS = frozenset({"may", "august"})  # that no list of first names has without a mark
BEFORE_A_PLACE = WORDS["before_a_place"]
HEARD_FROM = WORDS["heard_from"]
DETERMINERS = word_set("the a an no any every some that this each what such another more")
FROM_A_PLACE = word_set("from to in at near")
BEFORE_SPEAKER = word_set("it its it's this im i'm hi hiya hello hey only is me nanny nan auntie aunty uncle grandma gran")
DONE_TO_PEOPLE = WORDS["done_to_people"]
DONE_TO_ANYTHING = word_set("loved lost miss missed love")
RESPELT = re.compile(r"(?:s[ou]m|ev?e?r+y?|any|no)e?(?:ones?|wun|bo?d[iy]|times?|t?h?ings?|t?hin|fin[gk]?|w[eh]+re?)")
WE = word_set("we i they us everyone everybody nobody all")
DRINKS = WORDS["drinks"]
SYLLABLES = WORDS["syllables"]
COUNTS = word_set("a an the of one two three four five six seven eight nine ten twelve few several another more")
MEASURES = word_set("couple can cans pint pints bottle bottles glass glasses crate case few half shot shots")
LITTLE = word_set("wee little lil baby young big our")  # "and little Tom"
MODALS = word_set("should could would can will may might must to cant won't wont gonna dont don't didn't")
BLAMED = word_set("blame blames blamed blaming told")
GIVES_REASON = re.compile(r"[ ](?:cos|coz|cus|because|for|that)\b")
SAID_OF = re.compile(r"[ ](?:cos|coz|cus|because|bc|for|that|when|but|she|he)\b|[ ]?(?:[.,!?\n]|$)")
AGES = re.compile(r"[ ]\(?\d{1,2}\)?(?:,|[ ](?:and|n|&))[ ][A-Z][a-z]+[ ]\(?\d{1,2}\)?(?:,|\.|[ ](?:and|n|&)|$)")
MOST_LISTED = 8
NEAR = 6  # words before a name between commas in which a role can stand


class NameNeighbours:
    """Looks at the neighbours of single words of one text."""

    def __init__(self, text: NameText) -> None:
        self._text = text
        self._words = text.words
        self._known = name_words()

    def after_and(self, last: int) -> int | None:
        """Return the index of the word that "and" or a comma joins to a name; None if none does."""
        found = AND.match(self._text.plain, self._words[last].stop)
        if found:
            following = self._text.index_at(found.end())
            while following is not None and self._words[following].plain in LITTLE and self._text.gap(following) == " ":
                following += 1
            return following if following is not None and following < len(self._words) else None
        abroad = AND_ABROAD.match(self._text.typed, self._words[last].stop)  # "Ola i Kuba"
        following = self._text.index_at(abroad.end()) if abroad else None
        return following if following is not None and self._text.has_capital(following) else None

    def is_between_commas(self, index: int, last: int) -> bool:
        """Tell whether a word stands between commas behind a role: "my keyworker, ruby, said"."""
        is_between = self._text.gap(index - 1) == ", " and self._text.gap(last).startswith(",")
        return is_between and any(word.plain in ROLES for word in self._words[max(0, index - NEAR) : index])

    def begins_list(self, index: int) -> bool:
        """Tell whether a list of names starts with a word: "faith, hope and junior"."""
        following: int | None = index
        names, has_sure_name = 0, False
        while following is not None and names <= MOST_LISTED:
            word = self._words[following].plain
            is_name = self._known.is_first(word)
            if not is_name and word not in self._known.double:
                break
            names += 1
            has_sure_name = has_sure_name or (is_name and word not in self._known.also_words)
            following = self.after_and(following)
        return (names > 2 and self._text.begins_sentence(index)) or (names > 1 and has_sure_name)

    def is_double_barrelled(self, index: int) -> bool:
        word = self._words[index]
        parts = self._text.typed[word.start : word.end].split("-")
        return (
            len(parts) > 1 and all(part[:1].isupper() and len(part) > 2 for part in parts) and self._known.is_new(word.plain)
        )

    def is_family(self, index: int, last: int) -> bool:
        """Tell whether a surname stands for a family: "the Smiths", "the Smith family"."""
        word = self._words[index].plain
        if last > index or word in self._known.not_names:
            return False
        if is_family(self._text.plain, self._words[index].end):
            return not self._known.is_ordinary(word) or word in self._known.double_last
        if is_matter(self._text.plain, self._words[index].end):
            return self._known.is_new(word) or (self._known.is_last(word) and word not in self._known.towns)
        is_plural = (
            word[-1] == "s" and index > 0 and self._words[index - 1].plain == "the" and self._text.gap(index - 1) == " "
        )
        one = word[:-1]
        is_surname = (
            self._known.is_last(one)
            or one in self._known.double_last
            or (SURNAME.fullmatch(one) is not None and self._known.ranks.get(one, RARE) >= RARE)
        )
        return is_plural and one not in self._known.towns and (self._known.is_new(one) or is_surname)

    def is_behind_modal(self, index: int) -> bool:
        """Tell whether "I should" stands before a word that is a verb too: "i should sue, his brother says"."""
        return index > 1 and self._words[index - 1].plain in MODALS and self._text.gap(index - 1) == " "

    def is_two_part_name(self, index: int) -> bool:
        """Tell whether a word and the next are Chinese syllables of names: "lin mei"."""
        following = index + 1
        return (
            following < len(self._words)
            and self._text.gap(index) in (" ", "-")
            and self._words[following].plain in SYLLABLES
        )

    def has_surname(self, index: int, last: int) -> bool:
        """Tell whether a surname that is no word follows: "faith gilchrist"."""
        following = [word.plain for word in self._words[index + 1 : last + 1]]
        return any(
            self._known.is_new_in_small_letters(word)
            or (self._known.is_last(word) and self._known.ranks.get(word, RARE) >= FAIRLY_COMMON)
            for word in following
        )

    def is_only_name(self, index: int) -> bool:
        word = self._words[index].plain
        return self._text.has_capital(index) and (self._known.is_first(word) or self._known.is_new(word))

    def is_behind_no_place_word(self, index: int) -> bool:
        before = self._words[index - 1].plain
        if before in ("to", "from"):
            return index > 1 and self._words[index - 2].plain in HEARD_FROM
        return before not in BEFORE_A_PLACE

    def is_place_left(self, index: int) -> bool:
        """Tell whether "we came from Timisoara, seven years now" is what a word stands in."""
        return self._words[index - 1].plain in FROM_A_PLACE and not self.is_behind_no_place_word(index)

    def presents_itself(self, index: int) -> bool:
        """Tell whether "rose here" begins, or follows "it's": "the prices rose again" does not."""
        if self._text.begins_sentence(index) or not self._text.gap(index - 1).isspace():
            return True
        return self._words[index - 1].plain in BEFORE_SPEAKER

    def is_behind_determiner(self, index: int) -> bool:
        """Tell whether "the bill" or "every penny" is what a word in small letters stands in."""
        return index > 0 and self._words[index - 1].plain in DETERMINERS and self._text.gap(index - 1) == " "

    def is_done_to(self, index: int) -> bool:
        """Tell whether "asked" or "we lost" stands right before a word."""
        if not index or self._text.gap(index - 1) != " ":
            return False
        before = self._words[index - 1].plain
        if RESPELT.fullmatch(self._words[index].plain):
            return False
        if before in DONE_TO_PEOPLE:
            return True
        return before in DONE_TO_ANYTHING and index > 1 and self._words[index - 2].plain in WE

    def is_blamed(self, index: int) -> bool:
        """Tell whether "blames" stands before a word, and behind it what ends the saying: "blames grace cos she"."""
        if not index or self._text.gap(index - 1) != " " or self._words[index - 1].plain not in DONE_TO_PEOPLE:
            return False
        if self._words[index].plain in MODALS:  # "if i tell will he"
            return (
                self._words[index - 1].plain in BLAMED
                and GIVES_REASON.match(self._text.plain, self._words[index].end) is not None
            )
        return SAID_OF.match(self._text.plain, self._words[index].end) is not None

    def begins_list_of_ages(self, index: int) -> bool:
        """Tell whether a word and the next with a capital have an age each: "Parwana 9, Yusra 7"."""
        return AGES.match(self._text.typed, self._words[index].end) is not None

    def is_drink(self, index: int) -> bool:
        """Tell whether "two stella" or "a can of carling" is what a word in small letters stands in."""
        word = self._words[index]
        if word.plain not in DRINKS or word.has_capital or not index or self._text.gap(index - 1)[:1] != " ":
            return False
        before = self._words[index - 1].plain
        if before == "of":
            return index > 1 and self._words[index - 2].plain in MEASURES
        return before in COUNTS or self._text.gap(index - 1).strip().isdigit()

    def is_name_in_capitals(self, index: int) -> bool:
        """Tell whether a short word in capitals is a first name before another word in capitals: "MARY FINNERTY"."""
        following = index + 1
        word = self._words[index]
        if word.plain in self._known.usual and sign_after(self._text.plain, word.end) == Sign.SPEAKS:
            return len(word.plain) >= FEWEST_LETTERS and word.plain not in self._known.ranks  # "MORAG KNEW"
        return (
            following < len(self._words)
            and self._known.is_first(self._words[index].plain)
            and self._text.gap(index) == " "
            and self._words[following].is_upper
            and (self.is_name_word(following) or self._words[following].plain in self._known.double)
        )

    def is_told(self, index: int) -> bool:
        return index > 0 and self._words[index - 1].plain in TO_SOMEBODY

    def is_name_word(self, index: int) -> bool:
        word = self._words[index].plain
        return (
            self._known.is_last(word)
            or self._known.is_first(word)
            or word in self._known.double_last
            or word in self._known.towns
            or self._known.is_new(word)
        )

    def joins_name(self, last: int, or_double: bool = False) -> bool:
        """Tell whether "and" and a first name follow, or a word that may be one."""
        following = self.after_and(last)
        if following is None:
            return False
        word = self._words[following].plain
        return self._known.is_first(word) or (or_double and word in self._known.double)

    def joins_capital(self, last: int) -> bool:
        """Tell whether "and" and a word with a capital follow that may be a name: "Maria e Joaquim", "Daiva ir Tomas"."""
        following = self.after_and(last)
        return following is not None and self._text.has_capital(following) and self.is_name_word(following)

    def is_month_and_surname(self, index: int) -> bool:
        """Tell whether "May" or the like stands before a surname."""
        following = index + 1
        if self._words[index].plain not in MONTHS or following >= len(self._words) or self._text.gap(index) != " ":
            return False
        word = self._words[following].plain
        if not self._text.has_capital(following):
            return SURNAME.fullmatch(word) is not None and self._known.is_new_in_small_letters(word)
        if not self._text.has_capital(index):
            return False
        return (self._known.is_last(word) or self._known.is_new(word)) and word not in self._known.not_names
