"""Short questions that only make sense after an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.nlu.follow_ups import FollowUps

FOLLOW_UPS = FollowUps(
    says=("why", "why long", "who decides that", "who decides that"),
    answers=(
        ("faq/how_long", "faq/why_longer"),
        ("faq/how_long", "faq/why_longer"),
        ("faq/what_is_review", "gap/who_decides_review"),
        ("faq/where_published", "gap/not_published"),
    ),
)


@pytest.mark.parametrize("text", ["why?", "but why", "Why so long??", "ok and why"])
def test_a_follow_up_is_known_whatever_small_words_stand_around_it(text: str) -> None:
    assert FOLLOW_UPS.after(text).get("faq/how_long") == "faq/why_longer"


def test_one_wording_can_follow_several_answers() -> None:
    assert FOLLOW_UPS.after("who decides that") == {
        "faq/what_is_review": "gap/who_decides_review",
        "faq/where_published": "gap/not_published",
    }


def test_a_question_that_makes_sense_by_itself_is_no_follow_up() -> None:
    assert FOLLOW_UPS.after("why has nobody told us when the report will be finished") == {}


def test_follow_ups_are_kept_with_the_model(tmp_path: Path) -> None:
    FOLLOW_UPS.save(tmp_path)

    assert FollowUps.load(tmp_path) == FOLLOW_UPS
