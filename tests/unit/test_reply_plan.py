"""What the reply-plan policy plays, given the conversation so far."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, ActiveLoop, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.policies.hand_off import FORM
from assistant.policies.reply_plan import LINE_OF_HELP, SINGLE_TURN_RULES, ReplyPlanPolicy, plan_for


def said(intent: str, safety: dict[str, Any] | None = None, **selector: Any) -> UserUttered:
    return UserUttered("...", intent={"name": intent}, parse_data={"response_selector": selector, "safety": safety})


def asked(topic: str, **selector: Any) -> UserUttered:
    base = topic.split("/")[0]
    return said(base, **{base: {"response": {"intent_response_key": topic}}}, **selector)


HOW_LONG: list[Event] = [asked("faq/how_long"), ActionExecuted("utter_faq"), ActionExecuted("action_listen")]
PRESS: list[Event] = [asked("gap/press"), ActionExecuted("utter_gap"), ActionExecuted("action_listen")]
HELPED: list[Event] = [
    said("immediate_danger", reply_plan=["utter_immediate_danger"]),
    ActionExecuted("utter_immediate_danger"),
    ActionExecuted("action_listen"),
]
WHY = {"faq/how_long": ["faq/why_longer", 0.95]}
RESPONSES = {"utter_simpler_how_long"}


def planned(*events: Event) -> list[str]:
    return plan_for(list(events), RESPONSES)


def test_an_ordinary_answer_is_left_to_the_rules() -> None:
    assert planned(asked("faq/how_long")) == []


def test_a_plan_is_played() -> None:
    assert planned(asked("faq/how_long", reply_plan=["utter_a", "utter_b"])) == ["utter_a", "utter_b"]


def test_nothing_is_planned_before_anybody_has_said_anything() -> None:
    assert planned(ActionExecuted("action_session_start")) == []


# Follow-ups


def test_a_follow_up_is_answered_from_the_answer_before_it() -> None:
    assert planned(*HOW_LONG, said("nlu_fallback", follow_ups=WHY)) == ["utter_faq/why_longer"]


def test_a_follow_up_to_another_answer_is_no_follow_up() -> None:
    assert planned(*PRESS, said("out_of_scope", follow_ups=WHY)) == []


def test_a_follow_up_is_understood_with_another_question_between() -> None:
    assert planned(*HOW_LONG, *PRESS, said("nlu_fallback", follow_ups=WHY)) == ["utter_faq/why_longer"]


def test_a_follow_up_of_a_follow_up_is_answered() -> None:
    why: list[Event] = [said("nlu_fallback", follow_ups=WHY), ActionExecuted("utter_faq/why_longer")]
    names = said("nlu_fallback", follow_ups={"faq/why_longer": ["faq/anonymity", 0.95]})

    assert planned(*HOW_LONG, *why, names) == ["utter_faq/anonymity"]


def test_a_why_that_has_no_answer_of_its_own_says_the_last_answer_in_other_words() -> None:
    same = {topic: [topic, 0.9] for topic in ("faq/how_long", "gap/press")}

    assert planned(*HOW_LONG, said("clarify", follow_ups=same)) == ["utter_simpler_how_long"]
    assert planned(*PRESS, said("clarify", follow_ups=same)) == ["utter_gap/press"]


@pytest.mark.parametrize(
    ("meant", "response"),
    [
        ("simpler", "utter_simpler_how_long"),
        ("are_you_sure", "utter_sure"),
        ("handoff_request", "action_hand_off"),
        ("thanks", "utter_thanks"),
    ],
)
def test_what_is_meant_after_an_answer_may_be_no_topic_of_the_guide(meant: str, response: str) -> None:
    assert planned(*HOW_LONG, said("nlu_fallback", follow_ups={"faq/how_long": [meant, 0.9]})) == [response]


def test_a_correction_is_answered_with_what_it_names() -> None:
    correction = said("correction", candidates=[["gap/press", 0.3], ["faq/how_long", 0.01]])

    assert planned(*HOW_LONG, correction) == ["utter_gap/press"]


def test_help_comes_before_a_follow_up() -> None:
    assert planned(*HOW_LONG, said("self_harm_distress", follow_ups=WHY)) == []


def test_the_line_of_help_goes_with_a_follow_up() -> None:
    assert planned(*HOW_LONG, said("nlu_fallback", follow_ups=WHY, line_of_help=True)) == [
        "utter_faq/why_longer",
        LINE_OF_HELP,
    ]


# The same again


def test_a_repeated_question_is_answered_in_other_words_and_then_told_that_this_is_all() -> None:
    simpler: list[Event] = [
        asked("faq/how_long"),
        ActionExecuted("utter_simpler_how_long"),
        ActionExecuted("utter_asked_again"),
    ]

    assert planned(*HOW_LONG, asked("faq/how_long")) == ["utter_simpler_how_long", "utter_asked_again"]
    assert planned(*HOW_LONG, *simpler, asked("faq/how_long")) == ["utter_faq/how_long", "utter_asked_again"]


def test_a_repeated_question_that_the_guide_does_not_answer_is_passed_to_a_person() -> None:
    assert planned(*PRESS, asked("gap/press")) == ["utter_gap/press", "utter_gap_again"]


def test_the_line_of_help_goes_with_a_repeated_question() -> None:
    assert planned(*HOW_LONG, asked("faq/how_long", line_of_help=True))[-1] == LINE_OF_HELP


def test_a_question_that_is_asked_again_later_gets_its_own_answer() -> None:
    assert planned(*HOW_LONG, *PRESS, asked("faq/how_long")) == []


def test_a_repeated_question_beside_a_new_one_is_answered_with_both() -> None:
    both = asked("faq/how_long", second=True, reply_plan=["utter_faq/how_long", "utter_gap/press"])

    assert planned(*HOW_LONG, both) == ["utter_faq/how_long", "utter_gap/press"]


def test_simpler_words_and_the_guides_own_are_those_of_the_last_answer() -> None:
    assert planned(*HOW_LONG, said("simpler")) == ["utter_simpler_how_long"]
    assert planned(*PRESS, said("simpler", line_of_help=True)) == ["utter_simpler_none_gap", LINE_OF_HELP]
    assert planned(*HOW_LONG, said("are_you_sure")) == ["utter_sure"]
    assert planned(said("are_you_sure")) == ["utter_sure_none"]


# Not understood


NOT_UNDERSTOOD: list[Event] = [said("nlu_fallback"), ActionExecuted("utter_fallback"), ActionExecuted("action_listen")]


def test_the_second_message_in_a_row_that_is_not_understood_gets_the_email() -> None:
    assert planned(*NOT_UNDERSTOOD, said("nlu_fallback")) == ["utter_fallback_again"]


def test_whoever_was_given_the_line_of_help_is_told_for_the_first_time_that_it_was_not_understood() -> None:
    first: list[Event] = [said("nlu_fallback", line_of_help=True), ActionExecuted(LINE_OF_HELP)]

    assert planned(*first, said("nlu_fallback")) == []


def test_kindness_comes_before_saying_twice_that_it_was_not_understood() -> None:
    assert planned(*NOT_UNDERSTOOD, said("nlu_fallback", line_of_help=True)) == [LINE_OF_HELP, "utter_fallback_again"]


# After the fixed text of help


@pytest.mark.parametrize("intent", ["nlu_fallback", "clarify", "statement"])
def test_what_is_unclear_after_help_is_met_with_help_and_no_question_back(intent: str) -> None:
    assert planned(*HELPED, said(intent, reply_plan=["utter_statement"])) == ["utter_after_help"]


@pytest.mark.parametrize(("intent", "reply"), [("nlu_fallback", "utter_fallback_after_help"), ("clarify", "utter_clarify")])
def test_a_question_back_after_help_names_help_first(intent: str, reply: str) -> None:
    assert planned(*HELPED, said(intent, asks=True)) == [LINE_OF_HELP, reply]


@pytest.mark.parametrize("intent", ["affirm", "deny", "thanks", "goodbye", "greet"])
def test_small_talk_after_help_names_help_again(intent: str) -> None:
    assert planned(*HELPED, said(intent)) == [f"utter_{intent}", LINE_OF_HELP]


def test_help_is_not_named_twice_in_one_reply() -> None:
    plan = [LINE_OF_HELP, "utter_fallback_after_help"]

    assert planned(*HELPED, said("greet", line_of_help=True, reply_plan=plan)) == plan


def test_small_talk_that_only_the_last_answer_shows_does_not_lose_the_line_of_help() -> None:
    thanks = said("nlu_fallback", follow_ups={"faq/how_long": ["thanks", 0.9]})

    assert planned(*HELPED, *HOW_LONG, thanks) == ["utter_thanks", LINE_OF_HELP]


def test_who_to_ring_is_told_after_a_line_of_help_too() -> None:
    hinted = [said("clarify", {"outcome": "answer_with_help", "topic": "immediate_danger"}), ActionExecuted(LINE_OF_HELP)]

    assert planned(*hinted, said("clarify", asks_for_help=True)) == ["utter_immediate_danger"]
    assert planned(*HOW_LONG, said("clarify", asks_for_help=True)) == []


def test_a_correction_after_the_line_of_help_keeps_it() -> None:
    hinted = [*HOW_LONG, said("nlu_fallback"), ActionExecuted(LINE_OF_HELP)]

    assert planned(*hinted, said("correction", candidates=[["gap/press", 0.5]])) == ["utter_gap/press", LINE_OF_HELP]


def test_three_turns_after_help_small_talk_is_small_talk_again() -> None:
    assert planned(*HELPED, *HOW_LONG, *PRESS, *HOW_LONG, said("thanks")) == []


def test_a_clear_question_right_after_help_is_answered_and_help_named_once_more() -> None:
    question = asked("faq/how_long", asks=True)

    assert planned(*HELPED, question) == ["utter_faq/how_long", LINE_OF_HELP]
    assert planned(*HELPED, *PRESS, question) == []


def test_what_is_no_question_is_answered_with_the_line_of_help_soon_after_help() -> None:
    assert planned(*HELPED, asked("faq/how_long")) == ["utter_faq/how_long", LINE_OF_HELP]


ACTION = "action_hand_off"
DOMAIN = Domain.from_dict({"actions": [ACTION, LINE_OF_HELP], "forms": {FORM: {"required_slots": []}}})


def after(*events: Event) -> str:
    """What the policy does next."""
    context: Any = SimpleNamespace(is_finetuning=False)
    nowhere: Any = None
    policy = ReplyPlanPolicy(ReplyPlanPolicy.get_default_config(), nowhere, nowhere, context, lookup={SINGLE_TURN_RULES: {}})
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
