"""From scores to: answer, "did you mean", or "I did not catch that"."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.nlu.decision import ANSWER, CLARIFY, FALLBACK, Decision, decide
from assistant.nlu.questions import parts_besides, parts_of, with_second_question
from assistant.nlu.topic_model import Thresholds

TOPICS = ("faq/anonymity", "faq/how_long", "gap/press", "greet", "out_of_scope")
THRESHOLDS = Thresholds(answer=0.8, suggest=0.2)


def decided(probability: list[float], sure: float) -> Decision:
    return decide(TOPICS, np.array(probability), sure, THRESHOLDS)


def test_a_sure_topic_is_answered() -> None:
    assert decided([0.1, 0.8, 0.05, 0.03, 0.02], 0.9) == Decision(ANSWER, ("faq/how_long",))


def test_an_unsure_topic_is_offered_with_the_next_likeliest() -> None:
    assert decided([0.35, 0.4, 0.2, 0.03, 0.02], 0.5) == Decision(CLARIFY, ("faq/how_long", "faq/anonymity", "gap/press"))


def test_an_unlikely_third_topic_is_not_offered() -> None:
    assert decided([0.45, 0.5, 0.02, 0.02, 0.01], 0.5).topics == ("faq/how_long", "faq/anonymity")


def test_a_hopeless_message_falls_back() -> None:
    assert decided([0.2, 0.25, 0.2, 0.2, 0.15], 0.1) == Decision(FALLBACK, ())


def test_small_talk_needs_less_certainty() -> None:
    assert decided([0.1, 0.1, 0.1, 0.6, 0.1], 0.7) == Decision(ANSWER, ("greet",))


def test_an_unsure_message_about_something_else_is_refused_not_offered() -> None:
    assert decided([0.1, 0.1, 0.1, 0.1, 0.6], 0.6) == Decision(FALLBACK, ())


@pytest.mark.parametrize(
    ("plain", "parts"),
    [
        ("how long does it take and who sees it", ["how long does it take", "who sees it"]),
        ("do i have to ? will my name be in it", ["do i have to", "will my name be in it"]),
        ("how long does it take", []),
        ("mum and dad", []),
    ],
)
def test_a_message_comes_apart_into_questions(plain: str, parts: list[str]) -> None:
    assert parts_of(plain) == parts


def test_a_part_that_is_a_sentence_is_not_read_twice() -> None:
    texts = ("do i have to ? i am ill and far away", "do i have to ?", "i am ill and far away")

    assert parts_besides(texts, ["do i have to", "i am ill", "far away"]) == ("i am ill", "far away")


def test_two_sure_parts_are_two_questions() -> None:
    first = Decision(ANSWER, ("faq/how_long",))

    assert with_second_question(first, ["faq/how_long", "faq/anonymity"]) == (first, "faq/anonymity")


def test_a_muddled_whole_is_answered_by_its_sure_parts() -> None:
    muddled = Decision(CLARIFY, ("gap/press", "faq/how_long"))

    assert with_second_question(muddled, ["faq/how_long", "faq/anonymity"]) == (
        Decision(ANSWER, ("faq/how_long",)),
        "faq/anonymity",
    )


def test_a_part_that_contradicts_the_whole_is_not_a_second_question() -> None:
    whole = Decision(ANSWER, ("faq/how_long",))

    assert with_second_question(whole, [None, "faq/anonymity"]) == (whole, None)
