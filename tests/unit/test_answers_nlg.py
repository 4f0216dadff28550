"""Answers made in the Rasa process: templates, and the buttons of "did you mean"."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from assistant.answers import Answers

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
  utter_faq/a:
  - text: It says.
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


ASKED = BotUttered("...", metadata={"utter_action": "utter_ask_name"})


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
