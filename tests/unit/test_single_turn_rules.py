"""Rules that depend on nothing but the latest message."""

from __future__ import annotations

from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.policies.single_turn_rules import next_action, single_turn_rules

BEFORE: list[Event] = [ActionExecuted("..."), ActionExecuted("action_listen")]
AFTER: list[Event] = [ActionExecuted("action_listen")]
SINGLE_TURN = {"faq": "utter_faq"}


def said(intent: str) -> UserUttered:
    return UserUttered("...", intent={"name": intent})


def rule(*events: Event) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("rule", list(events))


FAQ = rule(*BEFORE, said("faq"), ActionExecuted("utter_faq"), *AFTER)


def test_one_message_and_one_answer_make_a_plain_rule() -> None:
    assert single_turn_rules([FAQ]) == SINGLE_TURN


def test_a_rule_with_two_answers_is_no_single_turn_rule() -> None:
    assert (
        single_turn_rules([rule(*BEFORE, said("faq"), ActionExecuted("utter_faq"), ActionExecuted("utter_b"), *AFTER)]) == {}
    )


def test_a_rule_that_depends_on_a_slot_or_a_form_is_no_single_turn_rule() -> None:
    for condition in (SlotSet("a", "b"), ActiveLoop("form")):
        assert single_turn_rules([rule(condition, *BEFORE, said("faq"), ActionExecuted("utter_faq"), *AFTER)]) == {}


def test_a_rule_for_the_start_of_a_conversation_is_no_single_turn_rule() -> None:
    assert single_turn_rules([rule(ActionExecuted("action_listen"), said("faq"), ActionExecuted("utter_faq"), *AFTER)]) == {}


def test_an_intent_of_two_rules_is_in_no_single_turn_rule() -> None:
    other = rule(SlotSet("a", "b"), *BEFORE, said("faq"), ActionExecuted("utter_b"), *AFTER)

    assert single_turn_rules([FAQ, other]) == {}


def test_the_answer_is_given_and_then_the_assistant_listens() -> None:
    assert next_action(SINGLE_TURN, [said("faq")]) == "utter_faq"
    assert next_action(SINGLE_TURN, [said("faq"), ActionExecuted("utter_faq")]) == "action_listen"


def test_anything_else_is_left_to_rasa() -> None:
    assert next_action(SINGLE_TURN, []) is None
    assert next_action(SINGLE_TURN, [said("greet")]) is None
    assert next_action(SINGLE_TURN, [said("faq"), ActionExecuted("utter_other")]) is None
    assert next_action(SINGLE_TURN, [said("faq"), ActionExecuted("utter_faq"), ActionExecuted("utter_other")]) is None
