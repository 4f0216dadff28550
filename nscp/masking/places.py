"""Finds the places of a child that have a name: the school, the nursery, the ward, the street without a house number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.name_text import LOWER_CASE
from nscp.masking.name_words import COMMON, PEOPLE, RARE, name_words
from nscp.masking.place_sorts import HEADS, MOSQUE, NOT_THE_SORT, SORTED, TROOP, WARD_NUMBER
from nscp.masking.place_words import (
    BEFORE,
    COURTS,
    HOLY,
    HOLY_FIRST,
    LAND,
    LIKE_NAMES,
    NATURE,
    SORTS,
    is_of_somebody,
    is_rare,
    is_telling,
    may_be_in_name,
)

NAME_WORD = r"[a-z][a-z'.-]{1,24}"
CALLED = re.compile(
    rf"\b(?:nurser?y|creche|school|academy|college|playgroup|pre-?school|childminders?|ward|surgery|church|mosque|club|place)"
    rf"(?:(?P<sure>,?[ ](?:is[ ]|was[ ]|he[ ]|she[ ]|it[ ]|i[ ]|its[ ]|it's[ ]){{0,2}}(?:called|named)[ ](?:the[ ])?|[ ]?[:=][ ]?)"
    rf"|,?[ ](?:is[ ]|was[ ])?)(?P<name>{NAME_WORD}(?:[ ]{NAME_WORD}){{0,3}})"
)
# A pupil, a class or a teacher "at" what has no sort behind it: "year 4 at Brambleside".
AT_SCHOOL = re.compile(
    r"\b(?:(?:year|yr)[ ]?\d{1,2}|reception|foundation|pupils?|classes|lessons|teach(?:er|es|ing)?|taught|ta|senco"
    r"|head[ ]?teacher|head|school|enrolled|6th[ ]form|sixth[ ]form|nursery|playgroup|gp|midwife)"
    rf"[ ](?:class[ ]|now[ ]|over[ ])?at[ ](?P<name>{NAME_WORD}(?:[ ]{NAME_WORD})?)"
)
# Families leave "school" out: "she goes to st Mary's".
SAINT_NAMED = re.compile(
    r"\b(?:go|goes|went|going|attends?|attended|at|from|left|starts?|started|pupils?)[ ](?:to[ ]|at[ ])?"
    r"(?P<name>(?:st\.?|saint)[ ](?P<saint>[a-z]{3,14}(?:[ ][a-z]{4,14}'s)?)(?:'s|s'?)?)(?![\w'-])"
    r"(?![ ](?:hospital|hospice|day|ambulance|street|road|park|cross|station|church|infirmary|clinic|way|lane))"
)
LOCAL_SAINTS = frozenset({"andrew", "crispin", "barnabas", "james"})  # hospitals and parts of Northampton
WORDS_BEFORE = re.compile(r"(?:(?:[a-z][a-z'.-]{0,24}|&)[ ]){1,6}$")
WINDOW = 90  # characters before the sort in which the name stands
MOST_WORDS = 4
PLAIN_WORD = re.compile(r"[a-z\u00e80-9][a-z\u00e80-9.]*")
ONE_OF_MANY = frozenset({"a", "an", "any", "another", "every", "each", "some", "no", "which", "what"})
SAINTLY = frozenset({"st", "st.", "saint"})
POSSESSIVES = frozenset({"my", "his", "her", "our", "their", "your", "the"})
AFTER_CALLED = frozenset({"social", "police", "me", "him", "her", "them", "us", "back", "again", "home"})


def find_places(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand, from the first word of the name to the last of the sort."""
    capitals_tell = LOWER_CASE.search(typed) is not None
    spans = list(_saints(plain)) if "st" in plain or "saint" in plain else []
    if " at " in plain:
        spans += _at_school(typed, plain, capitals_tell)
    if not HEADS.isdisjoint(PLAIN_WORD.findall(plain)):
        spans += _sorted_places(typed, plain, capitals_tell)
        spans += _called(typed, plain, capitals_tell)
        spans += (found.span() for found in MOSQUE.finditer(plain))
        spans += (found.span() for found in TROOP.finditer(plain) if not set(found["words"].split()) & PEOPLE)
    yield from apart(spans)


def _saints(plain: str) -> Iterator[tuple[int, int]]:
    known = name_words()
    for found in SAINT_NAMED.finditer(plain):
        saint = found["saint"].split(" ")[0]
        if not found["name"].endswith("s") and " " not in found["saint"]:
            continue
        one = saint if saint in known.first else saint.removesuffix("s")
        is_town = saint in known.towns or f"st {saint}" in TOWNS_OF_SAINTS
        if (one in known.first or known.is_new(one)) and not is_town and one not in LOCAL_SAINTS:
            yield found.span("name")


TOWNS_OF_SAINTS = frozenset(
    {"st albans", "st helens", "st ives", "st neots", "st davids", "st andrews", "st agnes", "st asaph", "st leonards", "st annes"}
)


def _at_school(typed: str, plain: str, capitals_tell: bool) -> Iterator[tuple[int, int]]:
    known = name_words()
    for found in AT_SCHOOL.finditer(plain):
        first, _, second = found["name"].partition(" ")
        start = found.start("name")
        if capitals_tell and typed[start].isupper() and not typed[start + 1].isupper():
            is_name = known.is_new(first) or (known.is_last(first) and first not in known.towns)
        else:
            is_name = is_telling(first) and not known.is_first(first) and first not in NATURE
        if is_name and first not in PEOPLE:
            has_more = second in LAND and (not capitals_tell or typed[start + len(first) + 1].isupper())
            yield start, found.end("name") if has_more else start + len(first)


def _called(typed: str, plain: str, capitals_tell: bool) -> Iterator[tuple[int, int]]:
    """Yield where a name follows the sort: "creche Girassol Kids", "a nursery called little acorns"."""
    known = name_words()
    for found in CALLED.finditer(plain):
        start = end = found.start("name")
        words: list[str] = []
        for word in re.finditer(r"\S+", found["name"]):
            is_upper = capitals_tell and typed[start + word.start()].isupper()
            if not is_upper and not (found["sure"] and _may_follow_called(word[0], words)):
                break
            words.append(word[0])
            end = start + word.end()
        if not words or words[0] in AFTER_CALLED or words[0] in PEOPLE:
            continue
        if capitals_tell and typed[start].isupper():
            is_new = known.is_new(words[0]) and not known.is_first(words[0])
            if is_new or (found["sure"] and any(map(_is_no_person, words))):
                yield start, end
        elif found["sure"] and any(map(is_telling, words)) and any(map(_is_no_person, words)):
            yield start, end


def _may_follow_called(word: str, words: list[str]) -> bool:
    return is_telling(word) or word in LIKE_NAMES or word in HOLY or (bool(words) and word in LAND | NATURE)


def _is_no_person(word: str) -> bool:
    return word in NATURE or word in LAND or (is_telling(word) and not name_words().is_first(word))


def _sorted_places(typed: str, plain: str, capitals_tell: bool) -> Iterator[tuple[int, int]]:
    """Yield where the sort stands behind the name: "Oakfield Primary School"."""
    for found in SORTED.finditer(plain):
        words = _words_before(plain, found.start())
        if found["way"] and not typed[found.start()].isupper():
            continue
        if not words or words[-1][1].removesuffix("'s") in PEOPLE or NOT_THE_SORT.match(plain, found.end()):
            continue  # College of Nursing: an organisation
        start = _start_of_named(words, typed, found) if capitals_tell and typed[words[-1][0]].isupper() else None
        if start is None:
            start = _start_in_small_letters(words, found)
        if start is not None:
            number = WARD_NUMBER.search(plain, max(0, start - WINDOW), start) if found["ward"] else None
            yield number.start() if number else start, found.end()


def _words_before(plain: str, place: int) -> list[tuple[int, str]]:
    """Return the words that end at a place, each with its start; a full stop ends a sentence, but not "St."."""
    found = WORDS_BEFORE.search(plain, max(0, place - WINDOW), place)
    if found is None:
        return []
    words = [(found.start() + word.start(), word[0]) for word in re.finditer(r"\S+", found[0])]
    for index in range(len(words) - 1, -1, -1):
        if words[index][1].endswith(".") and words[index][1] != "st.":
            return words[index + 1 :]
    return words


def _start_of_named(words: list[tuple[int, str]], typed: str, found: re.Match[str]) -> int | None:
    """Return where a name with capitals starts."""
    last = words[-1][1]
    if not found["school"] and (last in SORTS or last in COURTS):
        return None
    if last in SORTS and (found[0] == "school" or last in ("after", "before")):
        return None
    if (found["ward"] or found["way"]) and last not in NATURE and name_words().ranks.get(last, RARE) <= COMMON:
        return None
    named: list[tuple[int, str]] = []
    for start, word in reversed(words):
        if not typed[start].isupper() and not (named and word in ("of", "and", "&", "the")):
            break
        named.append((start, word))
    while named and (
        (named[-1][1] in SORTS - LIKE_NAMES) or named[-1][1] in BEFORE or is_of_somebody(named[-1][1]) or not typed[named[-1][0]].isupper()
    ):
        named.pop()
    if not named or _is_of_a_town(named, found):
        return None
    return named[-1][0]


def _is_of_a_town(named: list[tuple[int, str]], found: re.Match[str]) -> bool:
    """Tell whether only a town stands before a club, a church or a surgery: "Corby Town FC" is no secret."""
    if not (found["club"] or found["church"] or found["surgery"]):
        return False
    known = name_words()
    return all(word in known.towns or word in known.not_names or word in SORTS or word in HOLY for _, word in named)


def _start_in_small_letters(words: list[tuple[int, str]], found: re.Match[str]) -> int | None:
    """Return where a name in small letters starts; fewer words will do for one after "at", "goes to" and the like."""
    if found["way"]:
        return None
    named: list[tuple[int, str]] = []
    stop = ""
    for start, word in reversed(words):
        if len(named) == MOST_WORDS or not may_be_in_name(word) and not (named and word in ("and", "&", "of") and stop == ""):
            stop = word
            break
        named.append((start, word))
    while named and named[-1][1] in ("and", "&", "of"):
        named.pop()
    if not named or stop in ONE_OF_MANY:
        return None
    telling = sum(is_telling(word) for _, word in named)
    known = name_words()
    is_holy = _is_holy([word for _, word in reversed(named)])
    if is_holy:
        while named[-1][1] not in SAINTLY and named[-1][1] not in HOLY_FIRST:
            named.pop()
        return named[-1][0]
    if len(named) == 1 and _is_somebodys(named[0][1]) and found[0] in ("school", "nursery", "college", "ward", "unit"):
        return None
    if _is_of_a_town(named, found) or (found["form"] and (stop not in BEFORE or not _is_proper(named))):
        return None
    lands = sum(word in LAND or word in known.towns for _, word in named)
    if found["road"]:
        least = RARE if found[0] == "close" else COMMON
        is_cued = stop in BEFORE or (stop == "the" and any(word in BEFORE for _, word in words))
        return named[-1][0] if is_cued and any(is_rare(word, least) for _, word in named) else None
    if telling or lands > 1:
        return named[-1][0]
    is_announced = stop in BEFORE or (stop in POSSESSIVES and len(words) > len(named) + 1 and words[-len(named) - 2][1] in BEFORE)
    if found["surgery"] and stop == "at" and any(is_rare(word, RARE) for _, word in named):
        return named[-1][0]
    if not is_announced or found["surgery"] or found["club"] or found["church"]:
        return None
    least = RARE if found["ward"] else COMMON
    return named[-1][0] if any(is_rare(word, least) for _, word in named) else None


def _is_holy(words: list[str]) -> bool:
    """Tell whether "st mary's", "our lady" or "holy trinity" is among words in small letters."""
    pairs = zip(words, words[1:], strict=False)
    return any(one in SAINTLY or (one in HOLY_FIRST and (two in HOLY or two == "lady")) for one, two in pairs)


def _is_proper(named: list[tuple[int, str]]) -> bool:
    known = name_words()
    return any(is_telling(word) or word in known.towns or (word in known.not_names and is_rare(word, RARE)) for _, word in named)


def _is_somebodys(word: str) -> bool:
    """Tell whether a word is "jayden's": the finder of names hides him."""
    return word.endswith("s") and name_words().is_first(word.removesuffix("s").removesuffix("'"))
