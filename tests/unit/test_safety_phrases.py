"""The phrases that a safeguarding lead reads: what they see in plain words, and what they leave alone."""

from __future__ import annotations

import pytest

from nscp.phrases import says_any
from nscp.safety_phrases import load_safety_phrases
from nscp.settings import PROJECT

PHRASES = load_safety_phrases(PROJECT / "data" / "safety")


@pytest.mark.parametrize(
    ("plain", "topic"),
    [
        ("what is the point in anything", "self_harm_distress"),
        ("what is the point anymore", "self_harm_distress"),
        ("they make me do things for money", "immediate_danger"),
        ("my ex follows me home", "immediate_danger"),
        ("what is the point of a review", None),
        ("what is the point in giving my views", None),
        ("what is the point of me giving my views", None),
        ("can my ex follow what you publish", None),
    ],
)
def test_help_comes_first_for_what_plainly_says_it(plain: str, topic: str | None) -> None:
    assert PHRASES.help_topic([plain]) == topic


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ("help", True),
        ("please help me", True),
        ("please someone", True),
        ("can someone come now", True),
        ("i could kill that social worker", True),
        ("help me with the form", False),
        ("can someone come with me", False),
        ("will you come to us", False),
    ],
)
def test_the_line_of_help_goes_with_a_cry_for_help_and_not_with_a_question(plain: str, said: bool) -> None:
    assert says_any(PHRASES.line, [plain]) is said
