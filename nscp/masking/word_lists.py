"""Reads the lists of words in `nscp/vocabulary/`, all in lower case."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from nscp.yaml_lines import YamlFile

VOCABULARY = Path(__file__).parent.parent / "vocabulary"


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text that lists them."""
    return frozenset(words.split())


@lru_cache
def word_lists(file: str) -> dict[str, frozenset[str]]:
    """Return the lists of a YAML file by their names."""
    return {name: word_set(words) for name, words in YamlFile(VOCABULARY / file).content.items()}


def words_of(file: str) -> Iterator[str]:
    """Yield the words of a list in `nscp/vocabulary/`."""
    lines = (VOCABULARY / file).read_text(encoding="utf-8").splitlines()
    return (word for line in lines if not line.startswith("#") for word in line.split())


def one_of(phrases: list[str]) -> str:
    """Return a pattern for any of them, those with the same beginning together: trying each by itself takes long."""
    by_beginning: dict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        by_beginning[phrase[:2]].append(phrase[2:])
    by_letter: dict[str, list[str]] = defaultdict(list)
    for beginning, rests in by_beginning.items():
        longest_first = sorted(map(re.escape, rests), key=len, reverse=True)
        by_letter[beginning[0]].append(rf"{re.escape(beginning[1:])}(?:{'|'.join(longest_first)})")
    return "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())


PEOPLE = frozenset(words_of("people.txt"))
