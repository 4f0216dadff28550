"""The words of a text, whatever its capitals, quotes and punctuation."""

from __future__ import annotations

import re
import unicodedata

from nscp.letters import visible

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*", re.UNICODE)
STRAIGHT_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "`": "'"})
# Each is a whole blessing in one character, and NFKC writes it out: 20,000 of them would be 360,000 letters. A word does.
BLESSINGS = str.maketrans({"\ufdfa": "\u0635\u0644\u0649", "\ufdfb": "\u062c\u0644"})
STRETCHED = re.compile(r"(.)\1{2,}")


def tidy(text: str) -> str:
    """Return a text in lower case and visible letters, with straight quotes and stretched letters ("sooooo") cut to two."""
    folded = unicodedata.normalize("NFKC", visible(text).translate(BLESSINGS)).translate(STRAIGHT_QUOTES).lower()
    return STRETCHED.sub(r"\1\1", folded)


def search_form(text: str) -> str:
    """Return a text as searches compare it: tidy, and without apostrophes, which many leave out ("dont")."""
    return tidy(text).replace("'", "")


def words_of(text: str) -> list[str]:
    """Return the words of a text, lower-case, with inner apostrophes kept."""
    return WORD.findall(tidy(text))
