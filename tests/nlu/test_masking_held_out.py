"""The masking against lines that were not used to write it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tools.evaluate.masking import BARS, HELD_OUT, Measure, load_lines, measure

LEAST_LINES = 300
SHOWN = 10


@pytest.fixture(scope="module")
def measures() -> Mapping[str, Measure]:
    return measure([line for path in HELD_OUT for line in load_lines(path)])


def test_there_are_enough_held_out_lines() -> None:
    assert sum(len(load_lines(path)) for path in HELD_OUT) >= LEAST_LINES


@pytest.mark.parametrize("name", BARS)
def test_the_bar_is_met(name: str, measures: Mapping[str, Measure]) -> None:
    found = measures[name]
    if found.share < BARS[name]:
        missed = "\n".join(found.missed[:SHOWN])
        pytest.fail(
            f"{name}: {found.share:.1%} of {found.n}, wanted {BARS[name]:.0%}. Among others:\n{missed}", pytrace=False
        )
