"""Finds people's names.

People type without capitals, so a word counts as a name for one of four reasons: it stands in the lists of names
(`nscp/vocabulary/`), it has a capital that ordinary words have not, nobody knows it and the cue before it is sure ("my name
is"), or it has been found to be a name elsewhere in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.name_cues import Sureness, cued_places
from nscp.masking.name_extent import NameExtent
from nscp.masking.name_signs import NameSigns
from nscp.masking.name_text import WORD, NameText
from nscp.masking.name_words import name_words

AND_NAME = re.compile(rf"[ ]?(?:,[ ]?(?:and[ ]|an[ ]|n[ ]|&[ ]?)?|[ ](?:and|an|n|or)[ ]|[ ]?[/&+][ ]?)(?={WORD})")
# Space that two parts of a pattern could take between them would be shared out in every way, for seconds if it is long.
LINE_END = re.compile(r"[ \t]*(?:[.!x\u2764]+[ \t]*)?(?:$|\n)|[ ](?:here|speaking|again)\b")
SHORTEST_REPEATED = 3  # letters of a name that is looked for elsewhere in the text


def find_names(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where names start and end. Titles and possessive endings are left out."""
    text = NameText(typed, plain)
    extent = NameExtent(text)
    names = [name for place, sureness in cued_places(plain) for name in _names_from(text, extent, place, sureness)]
    names += NameSigns(text, extent).names()
    names += _repeated(text, extent, names)
    done = 0
    for start, end in sorted(((text.words[first].start, text.words[last].end) for first, last in names), key=_longest_first):
        if start >= done:
            yield start, end
            done = end


def _longest_first(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], -span[1]


def _names_from(text: NameText, extent: NameExtent, place: int, sureness: Sureness) -> Iterator[tuple[int, int]]:
    """Yield the name that starts at a place, and those listed after it: "Leah, Jack and Tom"."""
    is_signed, is_listed = sureness in (Sureness.SIGNED_FROM, Sureness.SIGNED), False
    while (index := text.index_at(place)) is not None:
        last = extent.name_at(index, sureness)
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
        place, sureness, is_listed = another.end(), min(sureness, Sureness.LIKELY), True


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
