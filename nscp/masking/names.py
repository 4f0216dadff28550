"""Finds people's names.

People type without capitals, so a word counts as a name for one of four reasons: it stands in the lists of names
(`nscp/vocabulary/`), it has a capital that ordinary words have not, nobody knows it and the cue before it is sure ("my name
is"), or it has been found to be a name elsewhere in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import word_set
from nscp.masking.name_cues import Sureness, cued_places
from nscp.masking.name_extent import NameExtent
from nscp.masking.name_letters import find_name_letters
from nscp.masking.name_signs import NameSigns
from nscp.masking.name_text import WORD, NameText
from nscp.masking.name_words import name_words

AND_NAME = re.compile(rf"[ ]?(?:,[ ]?(?:and[ ]|an[ ]|n[ ]|&[ ]?)?|[ ](?:and|an|n|or)[ ]|[ ]?[/&+][ ]?)(?={WORD})")
# Space that two parts of a pattern could take between them would be shared out in every way, for seconds if it is long.
LINE_END = re.compile(r"[ \t]*(?:[.!x\u2764]+[ \t]*)?(?:$|\n)|[ ](?:here|speaking|again)\b")
LITTLE = word_set("wee little lil baby young big our")
AND = word_set("and an n")
BEFORE_LIST = word_set("are were was is r and an n for to with about called told me")
SHORTEST_REPEATED = 3  # letters of a name that is looked for elsewhere in the text


def find_names(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where names start and end. Titles and possessive endings are left out."""
    text = NameText(typed, plain)
    extent = NameExtent(text)
    names = [name for place, confidence in cued_places(plain) for name in _names_from(text, extent, place, confidence)]
    names += NameSigns(text, extent).names()
    names += _repeated(text, extent, names)
    names += _listed_before(text, names)
    spans = [(text.words[first].start, text.words[last].end) for first, last in names]
    done = 0
    for start, end in sorted([*spans, *find_name_letters(typed, plain)], key=_longest_first):
        if start >= done:
            yield start, end
            done = end


def _longest_first(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], -span[1]


def _names_from(text: NameText, extent: NameExtent, place: int, confidence: Sureness) -> Iterator[tuple[int, int]]:
    """Yield the name that starts at a place, and those listed after it: "Leah, Jack and Tom"."""
    is_signed, is_listed = confidence in (Sureness.SIGNED_FROM, Sureness.SIGNED), False
    while (index := text.index_at(place)) is not None:
        last = extent.name_at(index, confidence)
        if last is None and is_listed and extent.closes_list(index):
            last = index
        if last is None:
            return
        end = text.words[last].end
        if is_signed and not LINE_END.match(text.plain, end):
            return
        yield index, last
        another = AND_NAME.match(text.plain, end)
        if another is None:
            return
        place, confidence, is_listed = another.end(), min(confidence, Sureness.LIKELY), True


def _listed_before(text: NameText, names: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield words that nobody knows before "and" or a comma and a name: "are jubayer, maisha and wee Tom"."""
    known, taken = name_words(), {index for first, last in names for index in range(first, last + 1)}
    for first, _ in names:
        index = _before_in_list(text, first)
        while index is not None and index not in taken:
            is_new = text.is_english_at(index) and known.is_new_in_small_letters(text.words[index].plain)
            if not is_new or not _may_be_in_list(text, index):
                break
            taken.add(index)
            yield index, index
            index = _before_in_list(text, index)


def _before_in_list(text: NameText, index: int) -> int | None:
    """Return the index of the word that "and" or a comma joins to a word, whatever "wee" or "little" is between."""
    before = index - 1
    if before >= 0 and text.words[before].plain in LITTLE and text.gap(before) == " ":
        before -= 1
    if before < 0:
        return None
    if text.words[before].plain in AND:
        return before - 1 if before and text.gap(before) == " " and text.gap(before - 1) in (" ", ", ") else None
    return before if text.gap(before) == ", " else None


def _may_be_in_list(text: NameText, index: int) -> bool:
    """Tell whether a list of people may begin with a word, or go on with it."""
    if text.begins_sentence(index) or text.gap(index - 1) == ", ":
        return True
    return text.words[index - 1].plain in BEFORE_LIST or text.words[index - 1].plain in LITTLE


def _repeated(text: NameText, extent: NameExtent, names: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the other places of words that were found to be names, unless they are ordinary words too and stand alone."""
    known = name_words()
    found = {text.words[index].plain for first, last in names for index in range(first, last + 1)}
    found = {word for word in found if len(word) >= SHORTEST_REPEATED}
    for index, word in enumerate(text.words):
        if word.plain not in found:
            continue
        is_clear = not known.is_ordinary(word.plain) or (text.has_capital(index) and not text.begins_sentence(index))
        last = extent.reach(index, Sureness.LIKELY)
        if is_clear or last > index:
            yield index, last
