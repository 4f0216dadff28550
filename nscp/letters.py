"""Undoes what hides letters from a reader: invisible characters, look-alikes, letters set apart.

People hide a word from somebody who looks over their shoulder, or paste it from elsewhere. For understanding only.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Zero-width characters, joiners, direction marks, the soft hyphen and the byte order mark: they show as nothing.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
WORD = re.compile(r"[^\W\d_]+")
LATIN = re.compile(r"[a-zA-Z]")
# Cyrillic and Greek letters that look like Latin ones.
LOOK_ALIKES = str.maketrans(
    "авеёкмнорстухіјѕԁһԛԝαβεικνορτυχωАВЕЁКМНОРСТУХІЈЅΑΒΕΗΙΚΜΝΟΡΤΥΧΖ",
    "abeekmhopctyxijsdhqwabeiknoptuxwABEEKMHOPCTYXIJSABEHIKMNOPTYXZ",
)
INSTEAD_OF_LETTERS = str.maketrans("013457@$!", "oieastasi")
# An exclamation mark is a letter only between letters.
MIXED = re.compile(r"(?<![\w@.$])(?:(?=[\w@$]*[a-zA-Z])[a-zA-Z]*[013457@$][a-zA-Z013457@$]*|[a-zA-Z]+![a-zA-Z]+)(?![\w@])")
# "1st", "10am", "the 90s", "s47" for section 47: these are meant as they stand.
NUMBERED = re.compile(r"\d+(?:st|nd|rd|th|s|am|pm)|[a-z]{1,2}\d+")
# Three or more single letters with one space, full stop, hyphen, star or underscore between each two.
SET_APART = re.compile(r"(?<!\w)(?:[^\W\d_](?:[ .\-*_]|  )){2,}[^\W\d_](?!\w)")
BETWEEN = re.compile(r"[ .\-*_]")
# Words without a space between them ("iwanttokillmyself"). A name or a misspelt word comes apart too, but not into so many,
# nor into several of those that sentences are made with, nor without odd words of two letters.
TOGETHER = re.compile(r"(?<![\w@.'-])[a-z]{9,48}(?![\w@'-])")
FEWEST_TOGETHER, FEWEST_IN_SENTENCES = 3, 2
SHORT = frozenset(
    [
        "i",
        "a",
        "u",
        "am",
        "an",
        "as",
        "at",
        "be",
        "by",
        "do",
        "go",
        "he",
        "hi",
        "if",
        "in",
        "is",
        "it",
        "me",
        "my",
        "no",
        "of",
        "on",
        "or",
        "so",
        "to",
        "up",
        "us",
        "we",
        "im",
    ]
)
IN_SENTENCES = frozenset(
    [
        "i",
        "im",
        "my",
        "me",
        "myself",
        "you",
        "he",
        "she",
        "him",
        "her",
        "they",
        "them",
        "is",
        "was",
        "are",
        "to",
        "want",
        "going",
        "can",
        "dont",
        "the",
        "and",
        "not",
        "will",
    ]
)
MOST_TOGETHER = 5  # such words of one text that are taken apart
MOST_APART = 40  # letters that are read together; what somebody spells out is shorter
MOST_JOINED = 2_000  # letters of one text that are joined; each is compared with many words
LONGEST_WORD = 24  # letters; none that is known has more
TEXTED = frozenset("yru")  # "y r u": each letter is a word


def visible(text: str) -> str:
    """Return a text without invisible characters, and with look-alikes of Latin letters as these."""
    return WORD.sub(_with_latin_letters, INVISIBLE.sub("", text))


def _with_latin_letters(word: re.Match[str]) -> str:
    """Return a word that mixes Latin letters with look-alikes in Latin letters; one in another script stays as it is."""
    found = word.group()
    return found.translate(LOOK_ALIKES) if not found.isascii() and LATIN.search(found) else found


def joined(text: str, is_word: Callable[[str], bool]) -> str:
    """Return a text in which letters set apart ("k i l l"), digits for letters ("k1ll") and words without spaces are words.

    Args:
        text: lower-case.
        is_word: tells known words; nothing becomes a word that it does not know.
    """
    left = MOST_JOINED

    def join(found: re.Match[str]) -> str:
        nonlocal left
        apart = found.group()
        left -= len(apart) // 2
        return _joined(apart, is_word) if left > 0 else apart

    left_together = MOST_TOGETHER

    def part(found: re.Match[str]) -> str:
        nonlocal left_together
        together = found.group()
        if left_together == 0 or is_word(together):
            return together
        left_together -= 1
        words = _words_in(together, is_word)
        return " ".join(words) if _is_sentence(words) else together

    text = TOGETHER.sub(part, SET_APART.sub(join, text))
    return MIXED.sub(lambda found: _with_letters(found.group(), is_word), text)


def _is_sentence(words: list[str]) -> bool:
    is_odd = any(len(word) < 3 and word not in SHORT for word in words)
    return (
        len(words) >= FEWEST_TOGETHER and not is_odd and sum(word in IN_SENTENCES for word in words) >= FEWEST_IN_SENTENCES
    )


def _joined(apart: str, is_word: Callable[[str], bool]) -> str:
    pieces = (piece for word in apart.split("  ") for piece in _cut(word))
    return " ".join(" ".join(_words_in(BETWEEN.sub("", piece), is_word)) or piece for piece in pieces)


def _cut(apart: str) -> list[str]:
    """Return letters set apart, each with what is behind it, in pieces of bounded length."""
    return [apart[start : start + 2 * MOST_APART] for start in range(0, len(apart), 2 * MOST_APART)]


def _words_in(letters: str, is_word: Callable[[str], bool]) -> list[str]:
    """Split letters into as few known words as possible; empty if they are none."""
    if TEXTED.issuperset(letters):
        return []
    best: list[list[str] | None] = [[]]
    for end in range(1, len(letters) + 1):
        found = [
            [*before, letters[start:end]]
            for start, before in enumerate(best[-LONGEST_WORD:], max(0, end - LONGEST_WORD))
            if before is not None
            and (end - start > 1 or letters[start:end] in ("i", "a", "u"))
            and is_word(letters[start:end])
        ]
        best.append(min(found, key=len, default=None))
    return best[-1] or []


def _with_letters(word: str, is_word: Callable[[str], bool]) -> str:
    meant = word.translate(INSTEAD_OF_LETTERS)
    return meant if len(word) > 2 and not NUMBERED.fullmatch(word) and is_word(meant) else word
