"""What comes next around the form that takes a message for NSCP."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)

from assistant.policies.hand_off_turn import DECISION, FORM, PUT_AWAY, concerns_form, next_action

MESSAGE = UserUttered("...", intent={"name": "faq"})
LISTEN = "action_listen"


def turn(*done: Event, answer: tuple[str, ...] = (), danger: bool = False, line: tuple[str, ...] = ()) -> list[str]:
    """All actions of a turn, given what each leaves behind: the first of `done` is what is there before any action."""
    since: list[Event] = [MESSAGE, *done]
    actions: list[str] = []
    while (action := next_action(since, answer, danger, line)) != LISTEN:
        actions.append(action)
        since.append(ActionExecuted(action))
        assert len(actions) < 10
    return actions


def test_the_form_takes_the_message() -> None:
    assert turn() == [FORM]


def test_help_alone_is_shown_and_the_form_put_away() -> None:
    assert turn(answer=("utter_immediate_danger",), danger=True) == ["utter_immediate_danger", PUT_AWAY]


def test_what_the_form_did_not_take_is_answered_and_the_form_asks_again() -> None:
    rejected = ActionExecutionRejected(FORM)

    assert turn(rejected, answer=("utter_a", "utter_b")) == ["utter_a", "utter_b", FORM]


def test_the_line_of_help_follows_what_the_form_says() -> None:
    since: list[Event] = [MESSAGE, ActionExecuted(FORM), BotUttered("How can NSCP reply?")]

    assert next_action(since, (), False, ["utter_line_of_help"]) == "utter_line_of_help"


def test_where_the_form_says_nothing_no_line_of_help_hides_that() -> None:
    assert turn(line=("utter_line_of_help",)) == [FORM]


@pytest.mark.parametrize(
    ("decision", "after"),
    [("send", ["action_hand_off_send"]), ("leave", ["action_hand_off_leave"]), ("address", ["action_hand_off"]), (None, [])],
)
def test_the_decision_says_what_follows_the_form(decision: str | None, after: list[str]) -> None:
    since: list[Event] = [MESSAGE, ActionExecuted(FORM), SlotSet(DECISION, decision), ActiveLoop(None)]

    for action in after:
        assert next_action(since, (), False, ()) == action
        # The action clears the slot, which must not look like another decision.
        since += [ActionExecuted(action), SlotSet(DECISION, None)]
    assert next_action(since, (), False, ()) == LISTEN


def test_the_form_is_concerned_while_it_is_active_and_in_the_turn_that_ends_it() -> None:
    assert concerns_form([MESSAGE], FORM)
    assert concerns_form([MESSAGE, ActiveLoop(None)], None)
    assert not concerns_form([MESSAGE], None)
