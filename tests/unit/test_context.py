"""What a message means after what was answered before."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, Event, UserUttered

from assistant.nlu.follow_ups import OTHERWISE
from assistant.policies.context import (
    answered_topics,
    answers_for_the_speaker,
    follow_up,
    had_help,
    in_other_words,
    in_simpler_words,
    is_repeated,
    plan_for_are_you_sure,
    topic_for_speaker,
)

LONG, LONGER, NAMES, PRESS, WHO = "faq/how_long", "faq/why_longer", "faq/anonymity", "gap/press", "faq/who_sees_report"
RELATIVES = "gap/relatives_and_carers"


def said(intent: str = "faq", **selector: Any) -> UserUttered:
    return UserUttered("...", intent={"name": intent}, parse_data={"response_selector": selector})


def asked(topic: str) -> list[Event]:
    """A question and its answer by Rasa's own retrieval action."""
    base = topic.split("/")[0]
    message = said(base, **{base: {"response": {"intent_response_key": topic}}})
    return [message, ActionExecuted(f"utter_{base}"), ActionExecuted("action_listen")]


def played(*responses: str) -> list[Event]:
    """A message that was met with these responses."""
    return [said("nlu_fallback"), *map(ActionExecuted, responses), ActionExecuted("action_listen")]


# Which topics were answered


def test_topics_are_remembered_newest_first_and_each_once() -> None:
    events = [*asked(NAMES), *asked(LONG), *asked(NAMES)]

    assert answered_topics(events) == [NAMES, LONG]


def test_three_topics_are_remembered_and_no_more() -> None:
    events = [event for topic in (WHO, LONG, PRESS, NAMES) for event in asked(topic)]

    assert answered_topics(events) == [NAMES, PRESS, LONG]


def test_an_answer_counts_in_whichever_way_it_was_given() -> None:
    assert answered_topics(played("utter_faq/how_long", "utter_gap/press")) == [PRESS, LONG]
    assert answered_topics(played("utter_simpler_how_long")) == [LONG]


@pytest.mark.parametrize(
    "response", ["utter_simpler_none", "utter_simpler_none_gap", "utter_fallback", "utter_greet", "action_hand_off"]
)
def test_what_is_no_answer_from_the_guide_is_not_remembered(response: str) -> None:
    assert answered_topics([*asked(LONG), *played(response)]) == [LONG]


def test_a_question_that_was_not_answered_is_not_remembered() -> None:
    unanswered = asked(LONG)[:1]

    assert answered_topics(unanswered) == []


# What a message means after an answer


@pytest.mark.parametrize(
    ("likely", "place", "intent", "meant"),
    [
        (0.46, 0, "nlu_fallback", LONGER),
        (0.44, 0, "nlu_fallback", None),
        (0.84, 0, "faq", None),
        (0.86, 0, "faq", LONGER),
        (0.79, 1, "nlu_fallback", None),
        (0.81, 1, "nlu_fallback", LONGER),
        (0.99, 1, "faq", None),
    ],
)
def test_a_meaning_must_be_likelier_the_clearer_the_message_is_by_itself_and_the_longer_ago_the_answer(
    likely: float, place: int, intent: str, meant: str | None
) -> None:
    topics = [PRESS, WHO, NAMES]
    topics[place] = LONG

    assert follow_up({"follow_ups": {LONG: [LONGER, likely]}}, intent, topics) == meant


def test_the_newest_answer_comes_first() -> None:
    meanings = {LONG: [LONGER, 0.95], PRESS: [WHO, 0.95]}

    assert follow_up({"follow_ups": meanings}, "nlu_fallback", [PRESS, LONG]) == WHO


def test_what_is_told_of_no_answer_in_particular_holds_after_any() -> None:
    meanings = {LONG: [LONGER, 0.95], OTHERWISE: [WHO, 0.6]}

    assert follow_up({"follow_ups": meanings}, "nlu_fallback", [PRESS]) == WHO
    assert follow_up({"follow_ups": meanings}, "nlu_fallback", [LONG]) == LONGER


def test_nothing_leans_on_an_answer_before_there_is_one() -> None:
    assert follow_up({"follow_ups": {LONG: [LONGER, 1.0], OTHERWISE: [WHO, 1.0]}}, "nlu_fallback", []) is None


def test_a_message_that_means_what_it_says_is_no_follow_up() -> None:
    assert follow_up({"follow_ups": {OTHERWISE: ["statement", 0.99]}}, "statement", [LONG]) is None


# Corrections


@pytest.mark.parametrize(("likely", "meant"), [(0.16, WHO), (0.14, None)])
def test_a_correction_means_the_likeliest_topic(likely: float, meant: str | None) -> None:
    selector = {"candidates": [[WHO, likely], [NAMES, 0.1]]}

    assert follow_up(selector, "correction", [LONG]) == meant


def test_what_is_not_understood_is_no_correction() -> None:
    assert follow_up({"candidates": [[WHO, 0.4]]}, "nlu_fallback", [LONG]) is None


# The same question again


def test_a_question_is_repeated_if_the_message_before_was_answered_with_the_same() -> None:
    events = [*asked(LONG), said()]

    assert is_repeated(events, len(events) - 1, LONG)
    assert not is_repeated(events, len(events) - 1, NAMES)


def test_a_question_is_not_repeated_if_another_was_answered_between() -> None:
    events = [*asked(LONG), *asked(NAMES), said()]

    assert not is_repeated(events, len(events) - 1, LONG)


def test_the_first_message_repeats_nothing() -> None:
    assert not is_repeated([said()], 0, LONG)


RESPONSES = {"utter_simpler_how_long"}


def again(topic: str, *before: str, is_repeated: bool = True) -> list[str]:
    events = [*played(*before), said()]
    return in_other_words(topic, events, len(events) - 1, RESPONSES, is_repeated)


def test_a_repeated_question_is_answered_in_simpler_words_and_then_told_that_this_is_all() -> None:
    assert again(LONG, "utter_faq") == ["utter_simpler_how_long", "utter_asked_again"]
    assert again(LONG, "utter_simpler_how_long", "utter_asked_again") == ["utter_faq/how_long", "utter_asked_again"]


def test_why_after_an_answer_that_has_no_reason_is_answered_in_simpler_words_alone() -> None:
    assert again(LONG, "utter_faq", is_repeated=False) == ["utter_simpler_how_long"]


def test_a_repeated_question_without_simpler_words_is_answered_again_and_then_passed_to_a_person() -> None:
    assert again(PRESS, "utter_gap") == ["utter_gap/press", "utter_gap_again"]
    assert again(PRESS, "utter_gap/press", "utter_gap_again") == ["utter_gap_again"]
    assert again(PRESS, "utter_gap", is_repeated=False) == ["utter_gap/press"]


# "Say that in simpler words", "are you sure"


def test_simpler_words_are_those_of_the_last_answer() -> None:
    assert in_simpler_words([LONG, PRESS], RESPONSES) == ["utter_simpler_how_long"]
    assert in_simpler_words([PRESS, LONG], RESPONSES) == ["utter_simpler_none_gap"]
    assert in_simpler_words([], RESPONSES) == ["utter_simpler_none"]


def test_are_you_sure_is_met_with_the_guides_words_where_something_was_answered() -> None:
    assert plan_for_are_you_sure([LONG]) == ["utter_sure"]
    assert plan_for_are_you_sure([]) == ["utter_sure_none"]


# After help


@pytest.mark.parametrize("help_", ["utter_immediate_danger_to_you", "utter_self_harm_distress"])
def test_help_is_remembered_for_three_turns(help_: str) -> None:
    one, two, three = ([*played(help_), *asked(LONG) * turns, said()] for turns in (0, 2, 3))

    assert had_help(one, len(one) - 1) == help_
    assert had_help(two, len(two) - 1) == help_
    assert had_help(three, len(three) - 1) is None


def test_the_line_of_help_is_not_the_fixed_text() -> None:
    events = [*played("utter_faq", "utter_line_of_help"), said()]

    assert had_help(events, len(events) - 1) is None


# Who is writing


def test_a_relative_is_answered_as_a_relative_for_the_rest_of_the_conversation() -> None:
    told = said("statement", instead={"faq/give_views": RELATIVES})

    assert answers_for_the_speaker([told, *played("utter_statement"), *asked(LONG), said()]) == {"faq/give_views": RELATIVES}


def test_who_has_not_said_who_they_are_is_answered_as_a_parent() -> None:
    assert answers_for_the_speaker([*asked(LONG), said()]) == {}


def test_the_last_that_was_said_of_who_is_writing_counts() -> None:
    first, last = (said("statement", instead={"faq/give_views": topic}) for topic in (PRESS, "faq/children_taking_part"))

    assert answers_for_the_speaker([first, last, said()]) == {"faq/give_views": "faq/children_taking_part"}


def test_what_is_unclear_from_a_parent_may_be_clear_from_a_relative() -> None:
    unclear = {"candidates": [["faq/give_views", 0.35], [RELATIVES, 0.3], [LONG, 0.2]]}

    assert topic_for_speaker(unclear, {"faq/give_views": RELATIVES}) == RELATIVES
    assert topic_for_speaker(unclear, {}) is None


def test_what_a_relative_asks_about_something_else_stays_unclear() -> None:
    assert topic_for_speaker({"candidates": [[LONG, 0.5], [WHO, 0.4]]}, {"faq/give_views": RELATIVES}) is None
