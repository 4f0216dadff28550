"""From scores to: answer, "did you mean", or "I did not catch that"."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.nlu.decision import ANSWER, CLARIFY, FALLBACK, Decision, decide, parts_besides, parts_of, with_second_question
from assistant.nlu.tuned import Thresholds

TOPICS = ("faq/anonymity", "faq/how_long", "gap/press", "greet", "out_of_scope", "statement")
THRESHOLDS = Thresholds(answer=0.8, part=0.9, suggest=0.2)


def decided(probability: list[float], confidence: float, plain: str = "the report") -> Decision:
    return decide(plain, TOPICS, np.array([*probability, 1 - sum(probability)]), confidence, THRESHOLDS)


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
    assert decided([0.1, 0.1, 0.1, 0.1, 0.6], 0.6, "is it the bins") == Decision(FALLBACK, ())


MOSTLY_A_STATEMENT = [0.05, 0.1, 0.05, 0.05, 0.05]


def test_what_only_tells_something_is_thanked_for_however_unsure_that_is() -> None:
    assert decided(MOSTLY_A_STATEMENT, 0.1, "the kids are with their nan") == Decision(ANSWER, ("statement",))


@pytest.mark.parametrize(
    "plain",
    [
        "the kids are with their nan ?",
        "who looks after the kids",
        "the kids are with their nan and can she come",
        "we are still wondering if she can come",
        "tell me about the kids",
        "they never put photos in do they",
        "her nan can come, can't she",
        "it won't be in the paper, will it.",
    ],
)
def test_what_asks_something_is_not_thanked_for_unless_that_is_sure(plain: str) -> None:
    assert decided(MOSTLY_A_STATEMENT, 0.1, plain) == Decision(FALLBACK, ())
    assert decided(MOSTLY_A_STATEMENT, 0.9, plain) == Decision(ANSWER, ("statement",))


def test_somebody_who_asks_is_offered_no_statement() -> None:
    offered = decided([0.2, 0.3, 0.02, 0.05, 0.0], 0.4, "who sees it ?")

    assert offered == Decision(CLARIFY, ("faq/how_long", "faq/anonymity"))


def test_a_bare_why_is_asked_back_and_is_no_small_talk() -> None:
    mostly_small_talk = [0.1, 0.2, 0.01, 0.65, 0.0]

    assert decided(mostly_small_talk, 0.9, "so why ?") == Decision(CLARIFY, ("faq/how_long", "faq/anonymity"))
    assert decided(mostly_small_talk, 0.1, "how").action == CLARIFY
    assert decided(mostly_small_talk, 0.9, "why not").action == ANSWER


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


def test_what_is_not_understood_as_a_whole_is_answered_by_its_sure_parts() -> None:
    unclear = Decision(FALLBACK, ())

    assert with_second_question(unclear, ["faq/how_long", "faq/anonymity"]) == (
        Decision(ANSWER, ("faq/how_long",)),
        "faq/anonymity",
    )
    assert with_second_question(unclear, ["greet", "faq/how_long"]) == (Decision(ANSWER, ("faq/how_long",)), None)
    assert with_second_question(unclear, ["thanks", "statement"]) == (Decision(ANSWER, ("statement",)), None)
    assert with_second_question(unclear, [None, "faq/how_long"]) == (unclear, None)
    assert with_second_question(unclear, []) == (unclear, None)


@pytest.mark.parametrize("said", ["statement", "greet", "thanks"])
def test_what_is_said_beside_a_question_gives_way_to_it(said: str) -> None:
    whole = Decision(ANSWER, (said,))

    assert with_second_question(whole, [None, "faq/how_long"]) == (Decision(ANSWER, ("faq/how_long",)), None)
    assert with_second_question(whole, ["faq/how_long", "faq/anonymity"])[1] == "faq/anonymity"
    assert with_second_question(whole, [None, None]) == (whole, None)


def test_an_unclear_message_is_answered_where_its_one_sure_part_is_what_it_means() -> None:
    unclear = Decision(CLARIFY, ("faq/how_long", "gap/press"))

    assert with_second_question(unclear, [None, "faq/how_long"]) == (Decision(ANSWER, ("faq/how_long",)), None)
    assert with_second_question(unclear, [None, "gap/press"]) == (unclear, None)


def test_an_unclear_message_is_answered_where_all_else_in_it_only_tells_something() -> None:
    unclear = Decision(CLARIFY, ("faq/how_long", "gap/press"))

    assert with_second_question(unclear, ["statement", "gap/press"]) == (Decision(ANSWER, ("gap/press",)), None)
    assert with_second_question(unclear, ["statement", "greet"]) == (unclear, None)


def test_a_part_that_contradicts_the_whole_is_not_a_second_question() -> None:
    whole = Decision(ANSWER, ("faq/how_long",))

    assert with_second_question(whole, [None, "faq/anonymity"]) == (whole, None)
