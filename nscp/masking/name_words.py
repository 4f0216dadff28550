"""What is known of words that may be names: the lists of `nscp/vocabulary/`, read once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nscp.masking.word_lists import VOCABULARY, word_set, words_of
from nscp.settings import PROJECT
from nscp.yaml_lines import YamlFile

TEXT_SPEAK = PROJECT / "data" / "words" / "text_speak.yml"

# Ranks in the encoder's vocabulary, which lists words from the commonest to the rarest.
FUNCTION = 2500
COMMON = 3500
FAIRLY_COMMON = 7000
RARE = 12000

FEWEST_LETTERS = 4  # of a word without a capital that is taken for a name because no list has it
# Endings of ordinary words, so that a mistyped or rare one is not taken for a name.
ORDINARY_ENDING = re.compile(
    r"(?:ings?|in|ed|ly|tions?|ness|ments?|less|ful|able|ible|i[sz]e[ds]?|ous|ic|tes|ities|iest|n't"
    r"|nt|'ll|'ve|'re|'d|(.)\1\1.*)$"
)
SURNAME = re.compile(
    r"(?:mc|mac|o'|fitz|d').+"
    r"|.+(?:son|ski|ska|sky|wicz|czyk|escu|iak|owa|ova|enko|iene|aite|auskas|aitis|oglu|ley|ton|well|worth|field"
    r"|shaw|wood|zadeh|thwaite|waite|stead|ham|ford|wick|bourne|borne|bridge|combe|croft|hurst|mere|moor|nell|kins"
    r"|ridge|wright"
    r"|whistle|bottom|bury|borough|brook|burn|castle|dale|house|land|lock|man|mann|smith|water|win|wyn|singh|wala"
    r"|wal|jee|sen"
    r"|stra|oglou|ovic|ovich|shvili|yan|opoulos|akis|idis|nkwo|chukwu|embu|uzi|hlovu|begum|ullah|uddin|deen)"
)
WITH_PREFIX = re.compile(r"(?:mc|o'|d'|fitz)[a-z-]{3,}|mac[a-z-]{4,}")
# Behind a hyphen: "Kacey-Jo", "Chelsea-Leigh".
SECOND_NAMES = word_set("""
    jo mae may leigh lee rae rai ray lou marie maria ann anne anna rose jay jade louise grace faith hope joy lynn lynne jane
    beth kate james john paul jack joe tee jean sue lea lei skye sky belle bell lily ella elle star pearl dee kay lace rayne
    ama akua kofi yaw abena
""")
LONGEST_MISTYPED = 16  # letters
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class NameWords:
    """The lists, all in lower case and without accents.

    Attributes:
        first: first names, from both lists.
        usual: first names from the list kept by hand.
        also_words: those of them that are English words too, though seldom meant: "jack", "penny".
        last: surnames.
        double: first names that are ordinary words too.
        double_last: surnames that are.
        not_names: words with a capital that are no personal names.
        towns: British towns; many are surnames too.
        ranks: ordinary words, the commonest first.
        rare: ordinary words that `ranks` lacks.
    """

    first: frozenset[str]
    usual: frozenset[str]
    also_words: frozenset[str]
    last: frozenset[str]
    double: frozenset[str]
    double_last: frozenset[str]
    not_names: frozenset[str]
    towns: frozenset[str]
    ranks: dict[str, int]
    rare: frozenset[str]

    def is_first(self, word: str) -> bool:
        """Tell whether a word, or its part before a hyphen, is a first name and nothing else."""
        if "-" not in word:
            return word in self.first
        front, _, back = word.partition("-")
        is_name = front in self.first or front in self.double or (len(front) > 2 and self.is_new(front))
        return front in self.first or (is_name and back.rpartition("-")[2] in SECOND_NAMES)

    def is_last(self, word: str) -> bool:
        """Tell whether a word, or a part of it, is a surname and nothing else."""
        if word in self.last or (word not in self.ranks and WITH_PREFIX.fullmatch(word) is not None and word != "o'clock"):
            return True
        parts = word.split("-")
        return (
            len(parts) > 1
            and "".join(parts) not in self.ranks
            and any(part in self.last or part in self.first for part in parts)
        )

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a word is one that people use in sentences, or looks like one."""
        if "-" in word:
            return all(self.is_ordinary(part) for part in word.split("-"))
        return word in self.ranks or word in self.rare or ORDINARY_ENDING.search(word) is not None

    def is_new(self, word: str) -> bool:
        """Tell whether nothing is known of a word, so that it may be a name that no list has."""
        return (
            len(word) > 1
            and word not in self.not_names
            and word not in self.towns
            and not self.is_ordinary(word)
            and not (word[-1] == "s" and self.is_ordinary(word[:-1]))
        )

    def is_new_in_small_letters(self, word: str) -> bool:
        """Tell whether nothing is known of a word without a capital, and it is no slip of the keyboard either."""
        return len(word) >= FEWEST_LETTERS and self.is_new(word) and not is_mistyped(word)


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """Return the lists, and the encoder's vocabulary of 24,000 words."""
    first, last = set(words_of("first_names.txt")), set(words_of("surnames.txt"))
    usual = frozenset(word for word in first if word[-1] != "*")
    pieces = (VOCABULARY / "bert-base-uncased-vocab.txt").read_text(encoding="utf-8").split("\n")
    ranks = {piece: rank for rank, piece in enumerate(pieces) if piece.isalpha()}
    ranks |= dict.fromkeys(YamlFile(TEXT_SPEAK).content["text_speak"], 0)
    double = frozenset(word[:-1] for word in first if word[-1] == "*")
    double_last = frozenset(word[:-1] for word in last if word[-1] == "*")
    more = frozenset(words_of("more_first_names.txt")) - double - double_last
    return NameWords(
        first=usual | more,
        usual=usual,
        also_words=usual & frozenset(words_of("names_and_words.txt")),
        last=frozenset(word for word in last if word[-1] != "*")
        | (frozenset(words_of("more_surnames.txt")) - double - double_last),
        double=double,
        double_last=double_last,
        not_names=frozenset(words_of("not_names.txt")),
        towns=frozenset(words_of("towns.txt")),
        ranks=ranks,
        rare=frozenset(words_of("rare_words.txt")),
    )


@lru_cache(maxsize=4096)
def is_mistyped(word: str) -> bool:
    """Tell whether a word is one letter away from a common one: "wich", "thier", "becuase"."""
    if len(word) > LONGEST_MISTYPED:
        return False
    known = name_words()
    return any(
        known.ranks.get(near, RARE) < FAIRLY_COMMON and len(near) > 2 and near not in known.first and near not in known.last
        for near in _one_letter_away(word)
    )


def _one_letter_away(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
