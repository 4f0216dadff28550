"""Finds addresses: the streets and houses of a text, those that touch as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nscp.masking.houses import HOUSE, find_houses
from nscp.masking.streets import CUE_LENGTH, STREET_WORD, TYPE, find_streets, may_be_street

LETTERS = re.compile(r"[a-z']+")
HOUSE_BEFORE = re.compile(rf"(?<![\w'])(?:the\s[a-z]{{3,15}}|[a-z]{{3,15}}\s{HOUSE}),\s$")
STREET_BEHIND = re.compile(rf",\s?(?P<words>(?:{STREET_WORD}\s){{1,2}}?)(?:{TYPE}|close|drive|way|hill)(?![\w'])")


def find_addresses(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand."""
    words = set(LETTERS.findall(plain))
    spans = [*find_streets(typed, plain, words), *find_houses(typed, plain, words)]
    yield from _joined(_with_neighbours(span, plain) for span in spans)


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans in order, those that overlap as one: a flat, the house and the street are found each by themselves."""
    last: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if last is not None and start < last[1]:
            last = last[0], max(end, last[1])
            continue
        if last is not None:
            yield last
        last = start, end
    if last is not None:
        yield last


def _with_neighbours(span: tuple[int, int], plain: str) -> tuple[int, int]:
    """Return where an address stands with the house's name before the number, and the street behind the house."""
    start, end = span
    before = HOUSE_BEFORE.search(plain, max(0, start - CUE_LENGTH), start)
    after = STREET_BEHIND.match(plain, end)
    return before.start() if before else start, after.end() if after and may_be_street(after["words"].split()) else end
