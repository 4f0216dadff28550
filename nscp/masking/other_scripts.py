"""Finds people's names in letters other than Latin ones: Cyrillic, Greek, Arabic, Indic, Chinese and others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nscp.masking.details import SETTLED, apart
from nscp.masking.word_lists import PEOPLE, VOCABULARY, words_of
from nscp.yaml_lines import YamlFile

HAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
# Arabic, Hebrew, Ethiopic, Indic, Thai, Georgian: no capitals, words apart. Vowel signs are no letters, but belong to them.
SPACED = "\u0590-\u06ff\u0750-\u077f\u0900-\u0e7f\u10a0-\u10ff\u1200-\u137f\ufb50-\ufdff\ufe70-\ufeff"
CASED = "\u0370-\u058f\u1f00-\u1fff"  # Greek, Cyrillic, Armenian
ANY = re.compile(f"[{CASED}{SPACED}{HAN}]")
CASED_WORD = re.compile(rf"[{CASED}]+(?:['\u2019\u02bc-][{CASED}]+)*")
SPACED_WORD = re.compile(rf"[{SPACED}\u200c\u200d]+")
# As many words of a script as a name has, alone among Latin letters.
ISLAND = re.compile(rf"(?:[{SPACED}]+(?:[ ][{SPACED}]+){{0,2}}|[{HAN}]{{2,4}})(?![ ]?[{SPACED}{HAN}])")
LATIN_BEFORE = re.compile(rf"(?:(?P<word>[a-z']+)[ ]?[(,:\"']{{0,2}}|{SETTLED}[ ]?[(/])[ ]?$")
BEFORE_ISLAND = PEOPLE | frozenset({"name", "called", "named", "is", "am", "and", "for", "about", "of", "little"})
IS_A_PERSON = re.compile(r"[ ](?:is|was)[ ](?:my|our|his|her|the)\b")
SENTENCE_START = re.compile(r"(?:^|[.!?:;\n\u2026\u3002])[\s\"'(*>\u00ab-]*$")
LONGEST_BEFORE = 40  # characters of an introduction
MOST_WORDS = 4
SHORTEST_STEM = 4  # letters
# Behind the stem of a name: its cases and its pet forms.
ENDINGS = frozenset(
    [
        "а",
        "у",
        "і",
        "и",
        "е",
        "ю",
        "я",
        "й",
        "о",
        "ь",
        "ом",
        "ою",
        "ові",
        "єві",
        "еві",
        "ем",
        "єм",
        "ей",
        "ка",
        "ко",
        "ик",
        "ику",
        "очка",
        "ку",
        "ки",
        "ці",
        "иньо",
        "ς",
        "α",
        "ο",
        "η",
        "ου",
        "ας",
        "ης",
    ]
)
VOWELS = "аиіїоуеюяйьςαοη"


@dataclass(frozen=True)
class Scripts:
    """What is known of words in other scripts, in lower case."""

    introduction: re.Pattern[str]
    people: frozenset[str]
    not_names: frozenset[str]
    before_places: frozenset[str]
    stops: frozenset[str]
    first: frozenset[str]
    stems: frozenset[str]
    chinese: re.Pattern[str]

    def is_first(self, word: str) -> bool:
        """Tell whether a word is a first name, in any of its cases."""
        if word in self.first:
            return True
        cuts = range(max(SHORTEST_STEM, len(word) - 4), len(word))
        return any(word[:cut] in self.stems and word[cut:] in ENDINGS for cut in cuts)


@lru_cache(maxsize=1)
def scripts() -> Scripts:
    """Return the words, read once."""
    known = YamlFile(VOCABULARY / "other_scripts.yml").content
    first = frozenset(words_of("more_first_names_other_scripts.txt")) | frozenset(known["first_names"].split())
    introductions = "|".join(map(re.escape, sorted(known["introductions"], key=len, reverse=True)))
    sets = {name: frozenset(known[name].split()) for name in ("people", "not_names", "before_places", "stops")}
    return Scripts(
        introduction=re.compile(rf"(?:{introductions})[ ]?[:,-]?[ ]?$"),
        first=first,
        stems=frozenset(name.rstrip(VOWELS) for name in first),
        chinese=re.compile(rf"[{''.join(known['chinese_surnames'].split())}][{HAN}]{{1,2}}"),
        **sets,
    )


def find_names_in_other_scripts(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand: behind "меня зовут" and the like, by the lists, by capitals, and alone among Latin words."""
    if not ANY.search(plain):
        return
    spans = [*_cased(typed, plain), *_spaced(plain), *_chinese(plain), *_islands(plain)]
    yield from apart(spans)


def _is_introduced(plain: str, place: int) -> bool:
    return scripts().introduction.search(plain, max(0, place - LONGEST_BEFORE), place) is not None


def _cased(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    known, words = scripts(), list(CASED_WORD.finditer(plain))
    capitals_tell = any(typed[word.start() : word.end()].islower() for word in words)
    index = 0
    while index < len(words):
        first = last = index
        index += 1
        word = words[first][0]
        if word in known.not_names or len(word) < 2 or word in known.people:
            continue
        introduced = _is_introduced(plain, words[first].start())
        has_capital = typed[words[first].start()].isupper()
        if not introduced and not (has_capital and _is_name(words, first, plain, capitals_tell)):
            continue
        while last + 1 < len(words) and last - first < MOST_WORDS - 1:
            following = words[last + 1]
            gap = plain[words[last].end() : following.start()]
            goes_on = typed[following.start()].isupper() if has_capital else known.is_first(following[0])
            if gap != " " or not goes_on or following[0] in known.not_names:
                break
            last += 1
        index = last + 1
        yield words[first].start(), words[last].end()


def _is_name(words: list[re.Match[str]], index: int, plain: str, capitals_tell: bool) -> bool:
    """Tell whether a word with a capital is a name: by the lists, behind "мой сын", or in the middle of a sentence."""
    known, start = scripts(), words[index].start()
    before = words[index - 1] if index and plain[words[index - 1].end() : start] == " " else None
    if before is not None and before[0] in known.before_places:
        return False
    if known.is_first(words[index][0]) or (before is not None and before[0] in known.people):
        return True
    return capitals_tell and SENTENCE_START.search(plain, max(0, start - LONGEST_BEFORE), start) is None


def _spaced(plain: str) -> Iterator[tuple[int, int]]:
    """Yield up to three words behind an introduction in a script without capitals."""
    known, words = scripts(), list(SPACED_WORD.finditer(plain))
    for index, word in enumerate(words):
        if not _is_introduced(plain, word.start()):
            continue
        last = index - 1
        for following in range(index, min(index + 3, len(words))):
            is_next = following == index or plain[words[following - 1].end() : words[following].start()] == " "
            if not is_next or words[following][0] in known.stops:
                break
            last = following
        if last >= index:
            yield word.start(), words[last].end()


def _chinese(plain: str) -> Iterator[tuple[int, int]]:
    for found in scripts().chinese.finditer(plain):
        if _is_introduced(plain, found.start()):
            yield found.span()


def _islands(plain: str) -> Iterator[tuple[int, int]]:
    """Yield a few words without capitals among Latin ones, where a person is: "my son 王小明", "Chen Guoqiang (陈国强)",
    "王小明 is my son".
    """
    for found in ISLAND.finditer(plain):
        if not found.start() and IS_A_PERSON.match(plain, found.end()):
            yield found.span()
            continue
        before = LATIN_BEFORE.search(plain, max(0, found.start() - LONGEST_BEFORE), found.start())
        if before is not None and (before["word"] is None or before["word"] in BEFORE_ISLAND):
            yield found.span()
