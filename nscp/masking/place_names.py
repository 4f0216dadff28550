"""Where the name before a sort of place begins: "Oakfield" in "Oakfield Primary School"."""

from __future__ import annotations

import re
from itertools import pairwise

from nscp.masking.name_words import COMMON, ORDINARY_ENDING, RARE, SURNAME, name_words
from nscp.masking.word_lists import PEOPLE, word_lists, word_set

PlacedWords = list[tuple[int, str]]  # words, each with the index of its first letter in the text
WINDOW = 90  # characters before the sort in which the name stands
WORDS_BEFORE = re.compile(r"(?:(?:[a-z][a-z'.-]{0,24}|&)[ ]){1,6}$")
INITIALS = re.compile(r"(?:[a-z]\.){2,4}")
ALL_OF_THEM = frozenset({"saints", "hallows", "souls"})
MOST_WORDS = 4
ONE_OF_MANY = frozenset({"a", "an", "any", "another", "every", "each", "some", "no", "which", "what"})
JOINING = frozenset({"and", "&", "of"})
SPECIFIC = re.compile(r"(?:\w+ )*(?:ac+[ae]d[ae]?m[yi]|infants?|juniors?|primary school|pre[- ]?school|playgroup)\b")
SAINTLY = frozenset({"st", "st.", "saint"})
OWNERS = frozenset({"my", "his", "her", "our", "their", "your", "the"})
BARE = frozenset({"school", "nursery", "college", "ward", "unit"})
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


def words_before(plain: str, place: int) -> PlacedWords:
    """Return the words that end at a place, each with its start; a full stop ends a sentence, but not "St."."""
    found = WORDS_BEFORE.search(plain, max(0, place - WINDOW), place)
    if found is None:
        return []
    words = [(found.start() + word.start(), word[0]) for word in re.finditer(r"\S+", found[0])]
    for index in range(len(words) - 1, -1, -1):
        word = words[index][1]
        if word.endswith(".") and word != "st." and not INITIALS.fullmatch(word):
            return words[index + 1 :]
    return words


def start_in_capitals(words: PlacedWords, typed: str, found: re.Match[str]) -> int | None:
    """Return where a name with capitals starts."""
    last = words[-1][1]
    if found["class"]:
        return words[-1][0] if last in NATURE else None
    if not found["school"] and (last in SORTS or last in COURTS):
        return None
    if last in SORTS and (found[0] == "school" or last in ("after", "before")):
        return None
    if (found["ward"] or found["way"]) and last not in NATURE and name_words().ranks.get(last, RARE) <= COMMON:
        return None
    named: PlacedWords = []
    for start, word in reversed(words):
        if not typed[start].isupper() and not (named and word in ("of", "and", "&", "the")):
            break
        named.append((start, word))
    while named and (
        (named[-1][1] in SORTS - LIKE_NAMES and not (len(named) > 1 and named[-2][1] in ALL_OF_THEM))
        or named[-1][1] in BEFORE
        or is_of_somebody(named[-1][1])
        or not typed[named[-1][0]].isupper()
    ):
        named.pop()
    if not named or _is_of_a_town(named, found):
        return None
    return named[-1][0]


def _is_of_a_town(named: PlacedWords, found: re.Match[str]) -> bool:
    """Tell whether only a town or a brand stands before a club, a church or the like: "Corby Town FC" is no secret."""
    if not any(found[sort] for sort in ("club", "team", "work", "pitch", "church", "surgery", "group")):
        return False
    known = name_words()
    return all(word in known.towns or word in known.not_names or word in SORTS or word in HOLY for _, word in named)


def start_in_small_letters(words: PlacedWords, found: re.Match[str]) -> int | None:
    """Return where a name in small letters starts; None if the words only describe the place, or say nothing.

    What is named after a tree or a person is one anywhere; a word that is only rare needs "at" or "goes to" before it.
    """
    if found["class"]:
        return words[-1][0] if words[-1][1] in NATURE else None
    named, stop = _name_and_stop(words)
    if found["way"] or not named or stop in ONE_OF_MANY:
        return None
    if (holy := _start_of_holy(named)) is not None:
        return holy
    if _is_of_a_town(named, found) or (len(named) == 1 and found[0] in BARE and _is_somebodys(named[0][1])):
        return None
    is_cued = stop in BEFORE or (stop in OWNERS and any(word in BEFORE for _, word in words))
    if found["road"]:
        least = RARE if found[0] == "close" else COMMON
        # A road is hardly ever described, so the ending of its name says nothing: "lapwing street".
        is_named = is_cued and any(
            not describes(word) and name_words().ranks.get(word, RARE + 1) > least for _, word in named
        )
    elif found["form"]:
        is_named = stop in BEFORE and _is_proper(named)
    elif found["surgery"] and stop == "at":
        is_named = _has_rare(named, RARE) or _is_telling(named, found)
    elif found["surgery"] or found["club"] or found["team"] or found["church"] or found["group"]:
        is_named = _is_telling(named, found)
    else:
        is_cued = is_cued or (stop == "" and _is_specific(found))
        is_named = _is_telling(named, found) or (is_cued and _has_rare(named, RARE if found["ward"] else COMMON))
    return named[-1][0] if is_named else None


def _name_and_stop(words: PlacedWords) -> tuple[PlacedWords, str]:
    """Return the words that may be a name, the last first, and the word before them; "" if nothing stands there."""
    named: PlacedWords = []
    for start, word in reversed(words):
        is_surname = not named and len(words) > 1 and _is_surname(words[-2][1], word)  # "esther white ward"
        is_inside = bool(named) and (word in JOINING or _is_surely_first(word))  # "sir thomas fretwell academy"
        is_part = may_be_in_name(word) or is_surname or is_inside
        if len(named) == MOST_WORDS or not is_part:
            return _without_joining(named), word
        named.append((start, word))
    return _without_joining(named), ""


def _without_joining(named: PlacedWords) -> PlacedWords:
    while named and named[-1][1] in JOINING:
        named.pop()
    return named


def _start_of_holy(named: PlacedWords) -> int | None:
    """Return where "st mary's", "our lady" or "holy trinity" starts among words in small letters, the last first."""
    for (_, two), (start, one) in reversed(list(pairwise(named))):
        is_after_holy = two in HOLY or two == "lady" or (one != "our" and is_rare(two, COMMON))
        if one in SAINTLY or (one in HOLY_FIRST and is_after_holy):
            return start
    return None


def _is_telling(named: PlacedWords, found: re.Match[str]) -> bool:
    """Tell whether words say which place it is, whatever stands before them."""
    known = name_words()
    words = [word for _, word in named]
    unknown = sum(word not in known.ranks and word not in known.rare and is_rare(word, RARE) for word in words)
    lands = sum(word in LAND or word in known.towns for word in words)
    return any(map(is_telling, words)) or max(unknown, lands) > 1 or unknown + lands + _is_specific(found) > 1


def _is_specific(found: re.Match[str]) -> bool:
    return found["school"] is not None and SPECIFIC.match(found[0]) is not None


def _has_rare(named: PlacedWords, least: int) -> bool:
    return any(is_rare(word, least) for _, word in named)


def _is_proper(named: PlacedWords) -> bool:
    known = name_words()
    return any(
        is_telling(word) or word in known.towns or (word in known.not_names and is_rare(word, RARE)) for _, word in named
    )


def _is_surely_first(word: str) -> bool:
    return name_words().is_first(word) and word not in name_words().also_words


def _is_surname(first: str, word: str) -> bool:
    known = name_words()
    return known.is_first(first) and (word in known.double_last or word in known.also_words)


def _is_somebodys(word: str) -> bool:
    """Tell whether a word is "jayden's": the finder of names hides him."""
    return word.endswith("s") and name_words().is_first(word.removesuffix("s").removesuffix("'"))


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
