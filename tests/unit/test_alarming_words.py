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


def test_the_most_alarming_sentences_are_found_and_stay_in_their_order() -> None:
    story = ["we live in corby", "he hits me", "how long does it take", "i will die", "who sees it"]

    assert most_alarming(story, WEIGHTS, 2) == ["he hits me", "i will die"]


def test_few_sentences_are_all_kept() -> None:
    assert most_alarming(["we live in corby", "he hits me"], WEIGHTS, 2) == ["we live in corby", "he hits me"]
