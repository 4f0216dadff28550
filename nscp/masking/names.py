"""Finds people's names.

People type without capitals, so a word counts as a name for one of four reasons: it stands in the lists of names
(`nscp/vocabulary/`), it has a capital that ordinary words have not, nobody knows it and the cue before it is sure ("my name
is"), or it has been found to be a name elsewhere in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.name_cues import Sureness, cued_places
from nscp.masking.name_extent import NameExtent
from nscp.masking.name_neighbours import LITTLE
from nscp.masking.name_signs import Sign, sign_after
from nscp.masking.name_text import SENTENCE_END, WORD, NameText
from nscp.masking.name_words import name_words
from nscp.masking.uncued_names import UncuedNames
from nscp.masking.word_lists import word_lists, word_set

AND_NAME = re.compile(rf"[ ]?(?:,[ ]?(?:and[ ]|an[ ]|n[ ]|&[ ]?)?|[ ](?:and|an|n|or)[ ]|[ ]?[/&+][ ]?)(?={WORD})")
# Space that two parts of a pattern could take between them would be shared out in every way, for seconds if it is long.
LINE_END = re.compile(r"[ \t]*(?:[.!x\u2764]+[ \t]*)?(?:$|\n)|[ ](?:here|speaking|again)\b")
AND = word_set("and an n")
BEFORE_LIST = word_set("are were was is r and an n for to with about called told me")
SHORTEST_REPEATED = 3  # letters of a name that is looked for elsewhere in the text
WORDS = word_lists("name_words.yml")
INITIALS = re.compile(r"(?<![\w.])(?P<letters>[A-Z]\.[A-Z]|[ABCEJKLMPRT]J)\.?(?![\w.])")
ACRONYMS = WORDS["acronyms"]
SIGNS = frozenset({Sign.SPEAKS, Sign.DOES, Sign.ROLE, Sign.BESIDE, Sign.AGE, Sign.HERE, Sign.IS, Sign.OWNS})
# With a gap of one kind between letters; twelve are enough for any name.
SPELT = re.compile(r"(?<![\w'-])[a-z](?P<gap>[- .])[a-z](?:(?P=gap)[a-z]){1,10}(?![\w'-])")
SPELLING = re.compile(r"\b(?:spel\w{1,6}|names?|surname|called|goes)\b[^.!?\x00]{0,25}$")
CUE_LENGTH = 40
SHORTEST_SPELT = 4  # letters
VOWEL = re.compile(r"[aeiouy]")
BEFORE_LENGTH = 8  # characters


def find_names(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where names start and end. Titles and possessive endings are left out."""
    text = NameText(typed, plain)
    extent = NameExtent(text)
    names = [name for place, confidence in cued_places(plain) for name in _names_from(text, extent, place, confidence)]
    names += UncuedNames(text, extent).names()
    names += _repeated(text, extent, names)
    names += _listed_before(text, names)
    spans = [(text.words[first].start, text.words[last].end) for first, last in names]
    yield from apart([*spans, *find_name_letters(typed, plain)])


def _names_from(text: NameText, extent: NameExtent, place: int, confidence: Sureness) -> Iterator[tuple[int, int]]:
    """Yield the name that starts at a place, and those listed after it: "Leah, Jack and Tom"."""
    is_signed = confidence in (Sureness.SIGNED_FROM, Sureness.SIGNED)
    while (index := text.index_at(place)) is not None:
        last = extent.name_at(index, confidence)
        if last is None:
            return
        end = text.words[last].end
        if is_signed and not LINE_END.match(text.plain, end):
            return
        yield index, last
        another = AND_NAME.match(text.plain, end)
        if another is None:
            return
        place, confidence = another.end(), min(confidence, Sureness.LIKELY)


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


def find_name_letters(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where initials that do what people do begin a sentence, and names stand that are spelt out."""
    for found in INITIALS.finditer(typed):
        begins = SENTENCE_END.search(plain, max(0, found.start() - BEFORE_LENGTH), found.start()) is not None
        letters = plain[slice(*found.span("letters"))].replace(".", "")
        if begins and letters not in ACRONYMS and sign_after(plain, found.end()) in SIGNS:
            yield found.span("letters")
    for found in SPELT.finditer(plain):
        word = found[0].replace(found["gap"], "")
        if found["gap"] == " " and word not in name_words().usual:
            continue  # "Lewis with an O U I S"
        if len(word) >= SHORTEST_SPELT and _is_name(word, plain[max(0, found.start() - CUE_LENGTH) : found.start()]):
            yield found.span()


def _is_name(word: str, before: str) -> bool:
    """Tell whether a word that was spelt out is a name: of the lists, or one nobody knows where spelling is spoken of."""
    known = name_words()
    if known.is_ordinary(word) and word not in known.usual:
        return False
    return (
        known.is_first(word)
        or known.is_last(word)
        or (known.is_new(word) and VOWEL.search(word) is not None and SPELLING.search(before) is not None)
    )
