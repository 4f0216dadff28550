"""The small language in which reviewed safety phrases are written."""

from __future__ import annotations

import pytest

from nscp.phrases import PhraseError, read_phrase

WORDS = {"child": ["son", "little girl"]}


@pytest.mark.parametrize(
    ("says", "text"),
    [
        ("he (hits|beats) me", "yes he beats me at night"),
        ("i want to [just] die", "i want to die"),
        ("i want to [just] die", "i want to just die"),
        ("saving up ... tablets", "saving up all of his tablets"),
        ("saving up ... tablets", "saving up tablets"),
        ("<child> is not breathing", "my little girl is not breathing"),
        ("[please] help me", "help me"),
    ],
)
def test_a_phrase_is_found(says: str, text: str) -> None:
    assert read_phrase(says, WORDS).found_in(text)


@pytest.mark.parametrize(
    ("says", "text"),
    [
        ("i want to die", "i want to diet"),
        ("saving up ... tablets", "saving up for a very long and sunny holiday with tablets"),
        ("he (hits|beats) me", "he hits the road with me"),
        ("<child> is not breathing", "the dog is not breathing"),
    ],
)
def test_a_phrase_is_not_found_where_it_is_not_said(says: str, text: str) -> None:
    assert not read_phrase(says, WORDS).found_in(text)


@pytest.mark.parametrize(
    ("says", "complaint"),
    [
        ("he (hits me", "never closed"),
        ("he hits) me", "closes nothing"),
        ("he [hits) me", "closes nothing"),
        ("<adult> hits", "no word list"),
    ],
)
def test_a_broken_phrase_is_refused_with_the_reason(says: str, complaint: str) -> None:
    with pytest.raises(PhraseError, match=complaint):
        read_phrase(says, WORDS)
