"""Answers made in the Rasa process: templates, and the buttons of "did you mean"."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from assistant.nlg import Answers
from nscp.guide import load_guide
from nscp.settings import PROJECT

DOMAIN = Domain.from_yaml("""
version: "3.1"
slots:
  nscp_email:
    type: text
    initial_value: a@example.org
    mappings:
    - type: custom
  hand_off_draft:
    type: text
    mappings:
    - type: custom
forms:
  hand_off_form:
    required_slots: []
responses:
  utter_clarify:
  - text: Did you mean?
    buttons:
    - title: Something else
      payload: "no"
  utter_gap/a:
  - text: The guide does not say.
  utter_gap/b:
  - text: Nor about this.
  - text: This is not in it.
  utter_gap_again:
  - text: I cannot help.
  - text: Ask a person.
  utter_faq/a:
  - text: It says.
    metadata:
      from: [S11, S12 S11, service]
  utter_faq/of_the_service:
  - text: I am a program.
    metadata:
      from: [service]
  utter_simpler_a:
  - text: Simply.
  utter_hello:
  - text: One.
  - text: Two.
  - text: Three.
  utter_line_of_help:
  - text: First line.
  - text: Second line.
  utter_sure:
  - text: In its own words.
    metadata:
      from: [service]
  utter_sure_none:
  - text: I have told you nothing yet.
  utter_immediate_danger:
  - text: Call.
  utter_ask_name:
  - text: What name should NSCP use?
  utter_ask_name_again:
  - text: What name?
  utter_mail:
  - text: Write to {nscp_email}.
""")


WRITING = SlotSet("hand_off_draft", "NSCP-BCDF-GHJK")


def generated(utter: str, selector: dict[str, Any], *before: Event) -> dict[str, Any]:
    message_ = UserUttered("?", parse_data={"response_selector": selector})
    tracker = DialogueStateTracker.from_events("someone", [*before, message_], slots=DOMAIN.slots)
    message = asyncio.run(Answers(EndpointConfig(), DOMAIN).generate(utter, tracker, "website"))
    assert message is not None
    return message


def test_did_you_mean_offers_the_titles_and_something_else() -> None:
    buttons = generated("utter_clarify", {"offers": ["How long?", "Who sees it?"]})["buttons"]

    assert [button["title"] for button in buttons] == ["How long?", "Who sees it?", "Something else"]
    assert buttons[0]["payload"] == "How long?"


def test_slots_are_filled() -> None:
    assert generated("utter_mail", {})["text"] == "Write to a@example.org."


def titles(utter: str, *before: Event) -> list[str]:
    return [button["title"] for button in generated(utter, {}, *before).get("buttons", [])]


def test_a_person_is_offered_where_the_guide_is_silent_only() -> None:
    assert titles("utter_gap/a") == ["Ask a person at NSCP"]
    assert titles("utter_faq/a") == []


def test_a_message_that_waits_can_be_gone_on_with_from_any_answer() -> None:
    assert titles("utter_faq/a", WRITING) == ["Carry on with my message"]
    assert titles("utter_gap/a", WRITING) == ["Carry on with my message"]


def test_while_the_form_asks_only_help_offers_the_way_back() -> None:
    form = ActiveLoop("hand_off_form")

    assert titles("utter_immediate_danger", WRITING, form) == ["Carry on with my message"]
    assert titles("utter_gap/a", WRITING, form) == []


def uttered(utter: str) -> BotUttered:
    return BotUttered("...", metadata={"utter_action": utter})


ASKED = uttered("utter_ask_name")


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ([], "What name should NSCP use?"),
        ([ASKED], "What name?"),
        ([ASKED, ASKED], "What name should NSCP use?"),
        ([ASKED, SlotSet("hand_off_decision", "send")], "What name should NSCP use?"),
    ],
    ids=["first", "second", "third", "for another message"],
)
def test_a_question_of_the_form_is_not_said_twice_running_in_the_same_words(before: list[Event], text: str) -> None:
    assert generated("utter_ask_name", {}, *before)["text"] == text


def test_help_offers_no_way_back_where_the_form_goes_on_by_itself() -> None:
    asking = [WRITING, ActiveLoop("hand_off_form"), SlotSet("requested_slot", "hand_off_safe_time")]

    assert not generated("utter_immediate_danger", {}, *asking).get("buttons")


# Of several texts the next


@pytest.mark.parametrize(("times", "text"), [(0, "One."), (1, "Two."), (2, "Three."), (3, "One.")])
def test_variations_are_said_in_turn(times: int, text: str) -> None:
    assert generated("utter_hello", {}, *[uttered("utter_hello")] * times)["text"] == text


def test_what_was_said_between_does_not_count() -> None:
    assert generated("utter_hello", {}, uttered("utter_hello"), uttered("utter_faq/a"))["text"] == "Two."


def test_two_gaps_after_each_other_do_not_begin_alike() -> None:
    assert generated("utter_gap/b", {})["text"] == "Nor about this."
    assert generated("utter_gap/b", {}, uttered("utter_gap/a"))["text"] == "This is not in it."


@pytest.mark.parametrize(
    ("times", "text"), [(0, "First line."), (1, "Second line."), (2, "Second line."), (3, "Second line.")]
)
def test_the_first_text_of_the_line_of_help_is_said_once(times: int, text: str) -> None:
    assert generated("utter_line_of_help", {}, *[uttered("utter_line_of_help")] * times)["text"] == text


def test_a_response_that_nobody_wrote_is_no_message() -> None:
    tracker = DialogueStateTracker.from_events("someone", [], slots=DOMAIN.slots)

    assert asyncio.run(Answers(EndpointConfig(), DOMAIN).generate("utter_unwritten", tracker, "website")) is None


def test_saying_a_text_leaves_the_next_as_it_was_written() -> None:
    answers, tracker = Answers(EndpointConfig(), DOMAIN), DialogueStateTracker.from_events("someone", [], slots=DOMAIN.slots)

    for _ in range(2):
        message = asyncio.run(answers.generate("utter_gap/a", tracker, "website"))

    assert message is not None
    assert [button["title"] for button in message["buttons"]] == ["Ask a person at NSCP"]


# "Are you sure"

GUIDE = load_guide(PROJECT / "data")


def answered(utter: str) -> list[Event]:
    return [UserUttered("?"), ActionExecuted(utter), uttered(utter)]


@pytest.mark.parametrize("utter", ["utter_faq/a", "utter_simpler_a"])
def test_are_you_sure_is_met_with_the_guides_own_words_for_the_last_answer(utter: str) -> None:
    message = generated("utter_sure", {}, *answered("utter_faq/of_the_service"), *answered(utter))

    assert message["text"] == f"In its own words.\n\n\u201c{GUIDE['S11'].text}\u201d\n\n\u201c{GUIDE['S12'].text}\u201d"
    assert message["metadata"]["from"] == ["service", "S11", "S12"]


@pytest.mark.parametrize(
    "before",
    [[], answered("utter_faq/of_the_service"), [*answered("utter_faq/a"), *answered("utter_gap/a")]],
    ids=["nothing answered", "an answer that does not rest on the guide", "the guide is silent"],
)
def test_are_you_sure_without_words_of_the_guide_says_so(before: list[Event]) -> None:
    assert generated("utter_sure", {}, *before)["text"] == "I have told you nothing yet."


def test_the_guides_words_are_not_left_in_the_response() -> None:
    first = generated("utter_sure", {}, *answered("utter_faq/a"))["text"]

    assert generated("utter_sure", {}, *answered("utter_faq/a"))["text"] == first
