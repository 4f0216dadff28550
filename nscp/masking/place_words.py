"""What the words before a sort of place say: which place it is ("oakfield"), or only what it is like ("local")."""

from __future__ import annotations

import re

from nscp.masking.name_words import COMMON, ORDINARY_ENDING, RARE, SURNAME, name_words
from nscp.masking.word_lists import PEOPLE, word_lists, word_set

WORDS = word_lists("place_words.yml")

BEFORE = word_set(
    "go goes went goin going start starts started at to from in on near by of off down up attends attend attended "
    "left joined called round behind opposite outside inside"
)
SORTS = WORDS["sorts"]
LIKE_NAMES = WORDS["like_names"]
COURTS = word_set("crown county family magistrates magistrates' high youth supreme coroners coroner's criminal civil")
LAND = WORDS["land"]
NATURE = WORDS["nature"]
HOLY = word_set("st st. saint saints our holy sacred heart trinity christ all souls immaculate corpus blessed")
HOLY_FIRST = word_set("our holy sacred christ all corpus blessed immaculate")
CONTRACTED = re.compile(r".*'(?:m|re|ve|ll|d|t)")
SHORTEST_COMPOUND = 6  # letters: "oakfield"
COMPOUND = re.compile(
    r".+(?:hills?|view|side|gate|park|bank|lea|leigh|thorpe|stone|downs?|meadows?|trees?|acres?|grove|vale|path|mill|hall"
    r"|court|lands?|marsh|fields?|woods?|brooks?|house|stead|green|wick|hurst|haven|lodge|mount|crest|view|point|bridge)"
)
ADJECTIVE = re.compile(r".*(?:al|ary|ory|ish|some|ive|ent|est|ier|ey|ty|ry|ful|ous|ic)")


def describes(word: str) -> bool:
    """Tell whether a word says what a place is like, or whose it is: "local", "grandma's", "I'm"."""
    return word in SORTS or is_of_somebody(word)


def is_of_somebody(word: str) -> bool:
    """Tell whether a word is "grandma's", or "I'm" and the like."""
    base = word.removesuffix("'").removesuffix("'s")
    return bool({base, base.removesuffix("s")} & PEOPLE) or CONTRACTED.fullmatch(word) is not None


def may_be_in_name(word: str) -> bool:
    """Tell whether a word in small letters may stand in the name of a place."""
    if word in LIKE_NAMES or word in NATURE or word in LAND or word in HOLY:
        return True
    return not describes(word) and word not in BEFORE and name_words().ranks.get(word, RARE + 1) > COMMON


def is_telling(word: str) -> bool:
    """Tell whether a word in small letters is a name, or what places are named after, and hardly anything else."""
    known, base = name_words(), word.removesuffix("'s").removesuffix("s'")
    one = base.removesuffix("s")
    if base in NATURE:
        return True
    if describes(word) or word in LAND or word in LIKE_NAMES or {base, one} & (known.towns | known.not_names):
        return False
    rank = min(known.ranks.get(base, RARE + 1), known.ranks.get(one, RARE + 1))
    if rank > COMMON and (known.is_last(base) or known.is_first(base) or known.is_last(one) or known.is_first(one)):
        return True
    is_compound = len(base) >= SHORTEST_COMPOUND and (SURNAME.fullmatch(base) or COMPOUND.fullmatch(base)) is not None
    if rank > RARE and is_compound and base not in known.rare:
        return True
    return known.is_new_in_small_letters(base) and known.is_new(one)


def is_rare(word: str, least: int) -> bool:
    """Tell whether a word is seldom used, and no adjective by its ending: behind "goes to" that is enough."""
    rank = name_words().ranks.get(word, RARE + 1)
    if describes(word) or word in LIKE_NAMES:
        return False
    return (
        rank > least
        and (ORDINARY_ENDING.search(word) is None or word.endswith("in"))
        and not (ADJECTIVE.fullmatch(word) and word in name_words().rare)
    )
