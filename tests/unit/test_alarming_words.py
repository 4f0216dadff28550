"""Which sentences of a very long text are worth a closer look."""

from __future__ import annotations

from assistant.nlu.alarming_words import alarming_words, most_alarming

WEIGHTS = alarming_words(
    ["he hits me at night", "he will kill me", "i want to die", "she hits the baby"],
    ["how long does it take", "who sees the report at night", "we live in corby", "i want to know when"],
)


def test_words_of_danger_weigh_and_words_of_both_do_not() -> None:
    assert {"hits", "kill", "die", "me"} <= set(WEIGHTS)
    assert not {"night", "report", "want", "corby"} & set(WEIGHTS)


STORY = ["we live in corby", "he hits me", "how long does it take", "i will die", "who sees it"]


def words(sentence: str) -> int:
    return len(sentence.split())


def test_the_most_alarming_sentences_are_found_and_stay_in_their_order() -> None:
    assert most_alarming(STORY, WEIGHTS, 2, words, 100) == ["he hits me", "i will die"]


def test_few_sentences_are_all_kept() -> None:
    assert most_alarming(STORY[:2], WEIGHTS, 2, words, 100) == STORY[:2]


def test_what_they_cost_is_bounded_and_the_most_alarming_come_first() -> None:
    assert most_alarming(STORY, WEIGHTS, 5, words, 10) == ["we live in corby", "he hits me", "i will die"]


def test_an_equal_sentence_costs_nothing_more() -> None:
    assert most_alarming(["he hits me"] * 3, WEIGHTS, 5, words, 3) == ["he hits me"] * 3


def test_the_most_alarming_sentence_is_kept_whatever_it_costs() -> None:
    assert most_alarming(["he hits me and me", "ok"], WEIGHTS, 5, words, 1) == ["he hits me and me"]
