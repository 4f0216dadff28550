"""What the reply-plan policy plays, given the conversation so far."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, ActiveLoop, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.policies.hand_off_turn import FORM
from assistant.policies.reply_plan import LINE_OF_HELP, PLAIN_RULES, ReplyPlanPolicy, plan_for


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


ACTION = "action_hand_off"
DOMAIN = Domain.from_dict({"actions": [ACTION, LINE_OF_HELP], "forms": {FORM: {"required_slots": []}}})


def after(*events: Event) -> str:
    """What the policy does next."""
    context: Any = SimpleNamespace(is_finetuning=False)
    nowhere: Any = None
    policy = ReplyPlanPolicy(ReplyPlanPolicy.get_default_config(), nowhere, nowhere, context, lookup={PLAIN_RULES: {}})
    tracker = DialogueStateTracker.from_events("sender", list(events))
    chances = policy.predict_action_probabilities(tracker, DOMAIN).probabilities
    return DOMAIN.action_names_or_texts[chances.index(max(chances))]


@pytest.mark.parametrize("form", [[], [ActiveLoop(FORM)]], ids=["outside the form", "in the form"])
def test_where_an_action_says_nothing_no_line_of_help_hides_that(form: list[Event]) -> None:
    """The action server is down: the turn is then not kept, and the family is told where to write and to try again."""
    wants_a_person = said("handoff_request", reply_plan=[ACTION, LINE_OF_HELP], line_of_help=True)
    begun = [*form, wants_a_person, *(ActionExecutionRejected(FORM) for _ in form)]

    assert after(*begun) == ACTION
    assert after(*begun, ActionExecuted(ACTION)) == "action_listen"
    assert after(*begun, ActionExecuted(ACTION), BotUttered("There are two ways.")) == LINE_OF_HELP
