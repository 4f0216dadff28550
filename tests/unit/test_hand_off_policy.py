"""What the policy plays around the form that takes a message for NSCP."""

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

from assistant.first_look import says_plainly
from assistant.policies.hand_off import (
    DECISION,
    DECLINED,
    FORM,
    LEAVE,
    NAME,
    OFFER,
    PAUSE,
    REPLY,
    concerns_form,
    next_action,
    question_before,
    steps_outside,
)

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


def test_help_alone_is_shown_and_the_form_paused() -> None:
    assert turn(answer=("utter_immediate_danger",), danger=True) == ["utter_immediate_danger", PAUSE]


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


def test_where_the_form_asks_what_is_safe_it_continues_after_help() -> None:
    since: list[Event] = [MESSAGE]
    actions = []
    while (action := next_action(since, ["utter_immediate_danger"], True, [], continues=True)) != LISTEN:
        actions.append(action)
        since.append(ActionExecuted(action))

    assert actions == ["utter_immediate_danger", FORM]


@pytest.mark.parametrize(
    "text", ["evenings, he hits me if he finds out", "i want to kill myself", "he's hurting the kids right now"]
)
def test_help_is_plain_in_the_phrases_that_were_written_down(text: str) -> None:
    assert says_plainly(text)


@pytest.mark.parametrize("text", ["not when he is home", "evenings he's at work", "dont ring, he checks my phone", "", "🙂"])
def test_an_ordinary_answer_about_safety_is_no_plain_call_for_help(text: str) -> None:
    assert not says_plainly(text)


def waiting(asked: str, text: str, intent: str) -> list[Event]:
    """A form that was paused while it asked for something, and a message that comes later."""
    return [
        SlotSet("requested_slot", asked),
        UserUttered("...", intent={"name": "immediate_danger"}),
        ActiveLoop(None),
        ActionExecuted(LISTEN),
        UserUttered(text, intent={"name": intent}),
    ]


@pytest.mark.parametrize(
    ("asked", "text", "intent"),
    [
        (REPLY, "jo@example.org", "faq"),
        (REPLY, "ring 07700 900461", "handoff_request"),
        (REPLY, "no email", "faq"),
        (NAME, "Kim", "nlu_fallback"),
        (NAME, "my name is Kim Lee", "bot_challenge"),
        (NAME, "skip", "nlu_fallback"),
        (DECISION, "yes send it", "affirm"),
        (DECISION, "ok send", "nlu_fallback"),
        (DECISION, "change it", "nlu_fallback"),
    ],
)
def test_an_answer_that_fits_the_question_resumes_the_form(asked: str, text: str, intent: str) -> None:
    assert steps_outside(waiting(asked, text, intent)) == [FORM]


@pytest.mark.parametrize(
    ("asked", "text", "intent"),
    [
        (REPLY, "how long does it take", "faq"),
        (NAME, "how long does it take", "faq"),
        (NAME, "thanks", "thanks"),
        (NAME, "i dont know", "nlu_fallback"),
        (DECISION, "who sees it", "faq"),
        ("hand_off_message", "Kim", "nlu_fallback"),
    ],
)
def test_anything_else_is_answered_and_the_form_waits_on(asked: str, text: str, intent: str) -> None:
    assert steps_outside(waiting(asked, text, intent)) == []


def test_a_form_that_waits_can_be_left() -> None:
    assert steps_outside(waiting(REPLY, "forget it", "deny")) == [LEAVE]


def offered(text: str, title: str = "Send NSCP a message for me") -> list[Event]:
    buttons = {"buttons": [{"title": title, "payload": title}]}
    return [
        MESSAGE,
        BotUttered("There are two ways.", buttons),
        ActionExecuted(LISTEN),
        UserUttered(text, intent={"name": "x"}),
    ]


@pytest.mark.parametrize("text", ["no thank you", "cancel", "stop", "dont bother", "leave it", "forget it"])
def test_an_offer_that_is_turned_down_is_left(text: str) -> None:
    assert steps_outside(offered(text)) == [DECLINED]
    assert steps_outside([*offered("how long"), BotUttered("Six months."), UserUttered(text)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "yeah go on",
        "go on then, do the message",
        "press it, the send a message one",
        "yeah alright, message",
        "haan message them",
        "Yes, I should like you to write it for me please",
    ],
)
def test_an_offer_that_is_accepted_begins_the_message(text: str) -> None:
    assert steps_outside(offered(text)) == [FORM]
    assert steps_outside([*offered("how long"), BotUttered("Six months."), UserUttered(text)]) == []


@pytest.mark.parametrize(
    "text", ["ok", "yes i'll write to them myself", "yes but how long", "i got your message", "got to go"]
)
def test_what_is_no_acceptance_of_an_offer_begins_nothing(text: str) -> None:
    assert steps_outside(offered(text)) == []


def test_who_asks_in_so_many_words_needs_no_offer_first() -> None:
    assert steps_outside([UserUttered("i have no email, send a message for me")]) == [FORM]


def test_a_number_or_an_address_alone_is_met_with_the_offer_of_a_message() -> None:
    assert steps_outside([UserUttered("my number is 07700 900231", intent={"name": "nlu_fallback"})]) == [OFFER]
    assert steps_outside([UserUttered("jo@example.org", intent={"name": "out_of_scope"})]) == [OFFER]
    assert steps_outside([UserUttered("is 07700 900231 yours", intent={"name": "faq"})]) == []
    assert steps_outside([UserUttered("16", intent={"name": "nlu_fallback"})]) == []


def test_who_cannot_email_is_offered_the_form() -> None:
    assert steps_outside(offered("i dont do computers")) == [FORM]
    assert steps_outside(offered("i dont do computers", "How long?")) == []


def test_the_question_before_is_the_one_that_stood_when_the_message_came() -> None:
    events: list[Event] = [SlotSet("requested_slot", NAME), MESSAGE, SlotSet("requested_slot", DECISION)]

    assert question_before(events) == NAME
    assert question_before([SlotSet("requested_slot", NAME), SlotSet("requested_slot", None), MESSAGE]) is None
    assert question_before([MESSAGE]) is None
