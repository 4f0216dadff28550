"""What the reply-plan policy plays, given the conversation so far."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import ActionExecuted, Event, UserUttered

from assistant.policies.reply_plan import plan_for


def said(intent: str, **selector: Any) -> UserUttered:
    return UserUttered("...", intent={"name": intent}, parse_data={"response_selector": selector})


def asked(topic: str, **selector: Any) -> UserUttered:
    base = topic.split("/")[0]
    return said(base, **{base: {"response": {"intent_response_key": topic}}}, **selector)


HOW_LONG: list[Event] = [asked("faq/how_long"), ActionExecuted("utter_faq"), ActionExecuted("action_listen")]
WHY = {"faq/how_long": "faq/why_longer"}


def test_an_ordinary_answer_is_left_to_the_rules() -> None:
    assert plan_for([asked("faq/how_long")]) == []


def test_a_plan_is_played() -> None:
    assert plan_for([asked("faq/how_long", reply_plan=["utter_a", "utter_b"])]) == ["utter_a", "utter_b"]


def test_a_follow_up_is_answered_from_the_answer_before_it() -> None:
    assert plan_for([*HOW_LONG, said("nlu_fallback", follow_ups=WHY)]) == ["utter_faq/why_longer"]


def test_a_follow_up_to_another_answer_is_no_follow_up() -> None:
    other: list[Event] = [asked("faq/website"), ActionExecuted("utter_faq"), ActionExecuted("action_listen")]

    assert plan_for([*other, said("out_of_scope", follow_ups=WHY)]) == []


def test_a_follow_up_of_a_follow_up_is_answered() -> None:
    why: list[Event] = [said("nlu_fallback", follow_ups=WHY), ActionExecuted("utter_faq/why_longer")]
    how_long_then = said("nlu_fallback", follow_ups={"faq/why_longer": "faq/how_long"})

    assert plan_for([*HOW_LONG, *why, how_long_then]) == ["utter_faq/how_long"]


def test_the_second_message_in_a_row_that_is_not_understood_gets_the_email() -> None:
    first: list[Event] = [said("nlu_fallback"), ActionExecuted("utter_fallback"), ActionExecuted("action_listen")]

    assert plan_for([*first, said("nlu_fallback")]) == ["utter_fallback_again"]


def test_whoever_was_given_the_line_of_help_is_told_for_the_first_time_that_it_was_not_understood() -> None:
    first: list[Event] = [said("nlu_fallback", line_of_help=True), ActionExecuted("utter_line_of_help")]

    assert plan_for([*first, said("nlu_fallback")]) == []


def test_kindness_comes_before_saying_twice_that_it_was_not_understood() -> None:
    first: list[Event] = [said("nlu_fallback"), ActionExecuted("utter_fallback"), ActionExecuted("action_listen")]

    assert plan_for([*first, said("nlu_fallback", line_of_help=True)]) == ["utter_line_of_help", "utter_fallback_again"]


def test_help_comes_before_a_follow_up() -> None:
    assert plan_for([*HOW_LONG, said("self_harm_distress", follow_ups=WHY)]) == []


def test_the_line_of_help_goes_with_a_follow_up() -> None:
    assert plan_for([*HOW_LONG, said("nlu_fallback", follow_ups=WHY, line_of_help=True)]) == [
        "utter_faq/why_longer",
        "utter_line_of_help",
    ]


def test_nothing_is_planned_before_anybody_has_said_anything() -> None:
    assert plan_for([ActionExecuted("action_session_start")]) == []
