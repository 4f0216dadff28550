"""Finds the places of a child that have a name: the school, the nursery, the ward, the street without a house number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import word_set
from nscp.masking.name_text import LOWER_CASE
from nscp.masking.name_words import COMMON, PEOPLE, RARE, name_words

SORT_OF_SCHOOL = (
    r"(?:(?:c\.?[ ]?of[ ]?e\.?|cofe|c\.?e\.?|rc|r\.c\.|catholic|church[ ]of[ ]england|roman[ ]catholic|community|free"
    r"|special|village|junior"
    r"|infants?|primary|secondary|high|grammar|prep|preparatory|nursery|girls'?|boys'?|upper|lower|middle|science"
    r"|sports)(?:[ ](?:and|&))?[ ]){0,4}"
)
SCHOOL = (
    rf"{SORT_OF_SCHOOL}(?:primary|infants?|juniors?|secondary|grammar|academy|school|college|nursery|pre-?school"
    rf"|playgroup|kindergarten"
    r"|montessori|children'?s[ ]centre|day[ ]?nursery|breakfast[ ]club|youth[ ]club)"
    r"(?:[ ](?:and[ ]|&[ ])?(?:primary|infants?|juniors?|nursery|pre-?school|school|academy|college|playgroup"
    r"|sixth[ ]form)){0,3}"
    r"(?:[ ]for[ ](?:girls|boys))?"
)
WARD = r"ward|unit|children'?s[ ]home|care[ ]home|family[ ]centre|contact[ ]centre|refuge|hostel"
ROAD = r"street|road|rd|avenue|ave|lane|crescent|cres|terrace|gardens|grove|mews|close"
WAY = r"drive|way|court|place|walk|rise|estate|green|hill"
SORTED = re.compile(rf"(?<=[a-z'.] )(?:(?P<school>{SCHOOL})|(?P<ward>{WARD})|(?P<road>{ROAD})|(?P<way>{WAY}))(?![\w'-])")
CALLED = re.compile(
    r"\b(?:nursery|creche|school|playgroup|pre-?school|childminders?|ward),?[ ](?:is[ ]|was[ ])?(?:called[ ]|named[ ])?"
    r"(?P<name>[a-z][a-z'-]+(?:[ ][a-z][a-z'-]+){0,3})"
)
WORDS_BEFORE = re.compile(r"(?:[a-z][a-z'.-]{0,24}[ ]){1,6}$")
WINDOW = 90  # characters before the sort in which the name stands
BEFORE = word_set(
    "go goes went start starts at to from in on near by of off down up attends attend attended "
    "left called round behind opposite outside inside"
)
# Say what sort of place it is, not which.
SORTS = word_set("""
    a an the this that these those my our your his her their its one two three four some any every each other same own
    whole old new first last next local big small little nice good bad best worst main special mainstream state public
    private faith village city county district national general royal community nearby different another wrong right
    long short dead high primary secondary junior infant infants nursery pre boarding night sunday summer middle grammar
    catholic church english british islamic muslim jewish specialist assessment baby children children's childrens child
    kids paediatric pediatric maternity labour neonatal postnatal antenatal intensive care mental health adolescent
    adult emergency surgical medical psychiatric isolation recovery admissions acute day crown family magistrates
    magistrates' youth supreme coroners coroner's appeal civil criminal coronation downing sesame memory back front side
    busy quiet council housing industrial trading caravan car retail business theme water country play skate no not is
    was were are be and or but so if as than then when where who what which it he she they we i you do does did has have
    had get got go going went come came said told asked see saw take took taking leave left find found make made know
    half every over under into out through across along past about all both only just even still really very too also
    social trust school's parallel single named hospital parking mind free full police prison education training
    foundation sixth form sports leisure reception year early safe drop-in head top bottom work give giving fast hard
    sick men's women's male female for with by after before bus stop class residential brilliant roof ring saturday
    weekend polish welsh turkish urdu arabic russian romanian lithuanian crime protection investigation support referral
    response murder investigations nurse changing chosen stay keep
""")
OF_NAMES = word_set("little old new great long royal first busy bright happy smart mother water")  # "Little Acorns"
COURTS = word_set("crown county family magistrates magistrates' high youth supreme coroners coroner's criminal civil")


def find_places(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand, from the first word of the name to the last of the sort."""
    capitals_tell = LOWER_CASE.search(typed) is not None
    done = 0
    for start, end in sorted([*_sorted_places(typed, plain, capitals_tell), *_called(typed, plain, capitals_tell)]):
        if start >= done:
            yield start, end
            done = end


def _called(typed: str, plain: str, capitals_tell: bool) -> Iterator[tuple[int, int]]:
    """Yield where a name with capitals follows the sort: "creche Girassol Kids"."""
    known = name_words()
    for found in CALLED.finditer(plain) if capitals_tell else ():
        start = end = found.start("name")
        for word in re.finditer(r"\S+", found["name"]):
            if not typed[start + word.start()].isupper():
                break
            end = start + word.end()
        words = plain[start:end].split()
        is_new = words and known.is_new(words[0]) and not known.is_first(words[0])
        if is_new and words[0] not in PEOPLE:
            yield start, end


def _sorted_places(typed: str, plain: str, capitals_tell: bool) -> Iterator[tuple[int, int]]:
    """Yield where the sort stands behind the name: "Oakfield Primary School"."""
    for found in SORTED.finditer(plain):
        words = _words_before(plain, found.start())
        if found["way"] and not typed[found.start()].isupper():
            continue
        if (
            not words or words[-1][1].removesuffix("'s") in PEOPLE or plain.startswith(" of ", found.end())
        ):  # College of Nursing: an organisation
            continue
        start = _start_of_named(words, typed, found) if capitals_tell and typed[words[-1][0]].isupper() else None
        if start is None:
            start = _start_of_announced(words, found)
        if start is not None:
            yield start, found.end()


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
    if (found["ward"] or found["way"]) and name_words().ranks.get(last, RARE) <= COMMON:
        return None
    named: list[tuple[int, str]] = []
    for start, word in reversed(words):
        if not typed[start].isupper() and not (named and word in ("of", "and", "&", "the")):
            break
        named.append((start, word))
    while named and ((named[-1][1] in SORTS - OF_NAMES) or named[-1][1] in BEFORE or not typed[named[-1][0]].isupper()):
        named.pop()
    return named[-1][0] if named else None


def _start_of_announced(words: list[tuple[int, str]], found: re.Match[str]) -> int | None:
    """Return where a name in small letters starts, after "at", "goes to" and the like."""
    if found["way"]:
        return None
    known = name_words()
    named: list[tuple[int, str]] = []
    for start, word in reversed(words):
        if word in BEFORE:
            break
        named.append((start, word))
    else:
        return None
    while named and named[-1][1] in ("the", "a"):
        named.pop()
    if not named or len(named) > 3 or any(word in SORTS and word not in ("little", "old", "new") for _, word in named):
        return None
    rarest = max(known.ranks.get(word, RARE + 1) for _, word in named)
    least = RARE if found["ward"] or found[0] == "close" else COMMON
    return named[-1][0] if rarest > least else None
