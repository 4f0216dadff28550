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
        ("what is the point of me", "self_harm_distress"),
        ("what is the point of me ?", "self_harm_distress"),
        ("i took a load of paracetamol about an hour ago", "self_harm_distress"),
        ("i have just swallowed a whole packet of tablets", "self_harm_distress"),
        ("got a hammer in the van and i know when your office opens", "immediate_danger"),
        ("he got a knife wound", None),
        ("she took tablets for her heart", None),
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
        ("help .", True),
        ("please help me ! !", True),
        ("please someone", True),
        ("can someone come now", True),
        ("i could kill that social worker", True),
        ("i want to smash your office up", True),
        ("i want to smash the review out of the park", False),
        ("help me with the form", False),
        ("can someone come with me", False),
        ("will you come to us", False),
    ],
)
def test_the_line_of_help_goes_with_a_cry_for_help_and_not_with_a_question(plain: str, said: bool) -> None:
    assert says_any(PHRASES.line, [plain]) is said


@pytest.mark.parametrize(
    ("plain", "died"),
    [
        ("he died in march", True),
        ("my baby is dead", True),
        ("since she passed", True),
        ("we lost our little girl", True),
        ("he passed", True),
        ("he is not dead but he will not ever walk again", False),
        ("he nearly died", False),
        ("i thought she was dead she is still in hospital", False),
        ("every night i wake up crying", False),
        ("i am losing my daughter to foster care", False),
        ("i lost my daughter to social services", False),
        ("passed from one office to another", False),
    ],
)
def test_somebody_died_only_where_it_is_said(plain: str, died: bool) -> None:
    assert PHRASES.tells_of_death([plain]) is died


@pytest.mark.parametrize(
    ("plain", "harmed"),
    [
        ("he hits me", True),
        ("i shook him last night because he hits me", False),
        ("i am scared i will hurt the baby it hits me at night", False),
    ],
)
def test_it_is_not_your_fault_is_for_those_who_tell_of_no_harm_they_do(plain: str, harmed: bool) -> None:
    assert PHRASES.help_topic([plain]) == "immediate_danger"
    assert PHRASES.is_harmed([plain]) is harmed
