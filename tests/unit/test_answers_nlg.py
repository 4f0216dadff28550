"""Answers made in the Rasa process: templates, and the buttons of "did you mean"."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
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
responses:
  utter_clarify:
  - text: Did you mean?
    buttons:
    - title: Something else
      payload: "no"
  utter_mail:
  - text: Write to {nscp_email}.
""")


def generated(utter: str, selector: dict[str, Any]) -> dict[str, Any]:
    tracker = DialogueStateTracker.from_events(
        "someone", [UserUttered("?", parse_data={"response_selector": selector})], slots=DOMAIN.slots
    )
    message = asyncio.run(Answers(EndpointConfig(), DOMAIN).generate(utter, tracker, "website"))
    assert message is not None
    return message


def test_did_you_mean_offers_the_titles_and_something_else() -> None:
    buttons = generated("utter_clarify", {"offers": ["How long?", "Who sees it?"]})["buttons"]

    assert [button["title"] for button in buttons] == ["How long?", "Who sees it?", "Something else"]
    assert buttons[0]["payload"] == "How long?"


def test_slots_are_filled() -> None:
    assert generated("utter_mail", {})["text"] == "Write to a@example.org."
