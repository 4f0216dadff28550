"""Takes out of a text what cannot be seen, and writes letters and digits that only look like plain ones as plain ones.

`jo` U+200B `@example.org`, full-width and Arabic-Indic digits, bold letters from mathematics, a Cyrillic "о" among Latin
letters: they hide a detail from the patterns, and from the search of staff, but not from the eye.
"""

from __future__ import annotations

import re
import unicodedata

# A Cyrillic or Greek letter stands for the Latin one that it looks like where it touches a Latin letter. Russian stays.
LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝАВЕКМНОРСТХУІЈЅαοερνικτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijshdqwABEKMHOPCTXYIJSaoepviktuABEZHIKMNOPTYX",
)
LATIN, GREEK_OR_CYRILLIC = re.compile(r"[A-Za-z]"), re.compile(r"[\u0370-\u052f]")
WORD = re.compile(r"\w+")
JOINERS = "\u200c\u200d\ufe0e\ufe0f"  # belong to emoji and to some scripts, and say nothing beside a Latin letter or a digit
MARKS = range(0x300, 0x370)  # accents that go on a letter
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # nothing to see, though Unicode calls them letters or accents
LAST_LATIN = "\u024f"
ODD = re.compile(r"[^\n -~]")  # the rest is plain already


def clean(text: str) -> str:
    """Return a text with nothing invisible and no look-alikes in it. Cleaning it again changes nothing."""
    return clean_with_places(text)[0]


def clean_with_places(text: str) -> tuple[str, list[int] | None]:
    """Return the clean text, and the index in `text` of each of its characters and of its end; None if they are the same."""
    if not ODD.search(text):
        return text, None
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter.isascii():
            plain = " " if letter in "\v\f\x1c\x1d\x1e\x1f" else letter
        else:
            plain = _plain_letter(letter, letters)
        if not plain:
            continue
        if letters and ord(letter) in MARKS:
            letters[-1] = plain
            continue
        letters.append(plain)
        places.append(place)
    clean_text = "".join(letters)
    if GREEK_OR_CYRILLIC.search(clean_text) and LATIN.search(clean_text):
        clean_text = WORD.sub(_in_one_script, clean_text)
    return clean_text, [*places, len(text)]


def _in_one_script(found: re.Match[str]) -> str:
    """Return a word that mixes Latin letters with others in Latin ones."""
    word = found[0]
    return word.translate(LOOK_ALIKES) if GREEK_OR_CYRILLIC.search(word) and LATIN.search(word) else word


def _plain_letter(letter: str, before: list[str]) -> str:
    """Return what stands for a character that is not ASCII; nothing if it cannot be seen."""
    last = before[-1] if before else ""
    if letter in JOINERS:
        return letter if last > LAST_LATIN and not last.isdigit() else ""
    category = unicodedata.category(letter)
    if category in ("Cf", "Cc", "Co", "Cn") or letter in FILLERS:
        return ""
    if ord(letter) in MARKS:
        return _with_mark(last, letter)
    if category == "Zs":
        return " "
    if category in ("Zl", "Zp"):
        return "\n"
    if category == "Nd":
        return str(unicodedata.digit(letter))
    folded = unicodedata.normalize("NFKC", letter) if _is_compatible(letter) else letter
    return folded if len(folded) == 1 else letter


def _with_mark(last: str, mark: str) -> str:
    """Return a letter with an accent as one letter; as it was if there is none such ("a" struck through)."""
    if not last:
        return ""
    together = unicodedata.normalize("NFC", last + mark)
    return together if len(together) == 1 else last


def _is_compatible(letter: str) -> bool:
    """Tell whether a character is a plain one in another dress: full-width, mathematical, in a circle."""
    return unicodedata.decomposition(letter).partition(" ")[0] in ("<wide>", "<narrow>", "<font>", "<circle>", "<square>")
