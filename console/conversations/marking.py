"""Texts in parts, so that a template can mark what was found in them (conversations/marked.html)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
LONGEST_QUOTED = 200  # characters
BEFORE = 60  # characters that are quoted before the first match of a long sentence

Span = tuple[int, int]
Parts = list[tuple[str, bool]]  # (text, whether it is what was found)


def marked(text: str, spans: Iterable[Span]) -> Parts:
    """Return all of a text in parts; spans that overlap become one."""
    parts: Parts = []
    end = 0
    for start, stop in _joined(spans):
        parts += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [(part, is_found) for part, is_found in (*parts, (text[end:], False)) if part]


def quoted(text: str, spans: Sequence[Span]) -> Parts:
    """Return the sentence with the most of what was found, the first of several; only a part of it if it is long."""
    sentences = _sentences(text)
    found: list[set[str]] = [set() for _ in sentences]
    starts = [start for start, _ in sentences]
    for start, stop in spans:
        found[bisect_right(starts, start) - 1].add(text[start:stop].lower())
    start, stop = max(zip(sentences, found, strict=True), key=lambda pair: len(pair[1]))[0]
    if stop - start > LONGEST_QUOTED:
        first = min((begin for begin, _ in spans if start <= begin < stop), default=start)
        start = _word_start(text, max(start, first - BEFORE))
        stop = min(stop, start + LONGEST_QUOTED)
    within = [(max(one, start) - start, min(other, stop) - start) for one, other in spans if one < stop and other > start]
    dots = ("… " if text[:start].strip() else "", " …" if text[stop:].strip() else "")
    parts = marked(text[start:stop], within)
    return [(part, is_found) for part, is_found in ((dots[0], False), *parts, (dots[1], False)) if part]


def _sentences(text: str) -> list[Span]:
    ends = [(end.start(), end.end()) for end in SENTENCE_END.finditer(text)]
    starts = [0, *(after for _, after in ends)]
    return list(zip(starts, [*(before for before, _ in ends), len(text)], strict=True))


def _word_start(text: str, place: int) -> int:
    return text.find(" ", place) + 1 if place and " " in text[place : place + BEFORE] else place


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, stop in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined
