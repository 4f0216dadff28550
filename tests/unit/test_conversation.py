from __future__ import annotations

from typing import Any

import pytest
from rasa.core.actions.action import create_bot_utterance
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, UserUttered

from nscp.conversation import (
    ChatMessage,
    latest_turn,
    read_conversation,
    reply_to,
)
from nscp.guide import GuideSentence

GUIDE = {
    "S1": GuideSentence("S1", "One.", "first", "The first section"),
    "S12": GuideSentence("S12", "Twelve.", "last", "The last section"),
}


def said(text: str, message_id: str = "u1") -> UserUttered:
    return UserUttered(text, message_id=message_id)


def reply(text: str = "Yes.", sources: list[str] | None = None, **keys: Any) -> BotUttered:
    return create_bot_utterance({"text": text, "metadata": {"from": sources or []}, **keys})


def read(events: list[Event]) -> list[ChatMessage]:
    return read_conversation([event.as_dict() for event in events], GUIDE)


def test_messages_come_in_order_with_ids_of_the_question_they_answer() -> None:
    events = [ActionExecuted("action_session_start"), SessionStarted(), said("Why?"), reply("A."), reply("B.")]

    messages = read(events)

    assert [(message.who, message.text, message.id) for message in messages] == [
        ("user", "Why?", "u1"),
        ("assistant", "A.", "u1.1"),
        ("assistant", "B.", "u1.2"),
    ]


def test_a_message_that_was_sent_again_after_no_reply_is_shown_once() -> None:
    events = [said("Why?"), said("Why?"), reply("A.")]

    assert [message.text for message in read(events)] == ["Why?", "A."]


@pytest.mark.parametrize(
    ("sources", "heading"),
    [
        (["S12", "S1"], "The last section"),
        (["care", "silence S1", "S12"], "The first section"),
        (["service", "signpost"], None),
        ([], None),
    ],
)
def test_the_source_is_the_section_of_the_first_guide_sentence(sources: list[str], heading: str | None) -> None:
    (message,) = read([reply(sources=sources)])

    assert message.source == heading


@pytest.mark.parametrize(
    ("utter_action", "kind"),
    [
        ("utter_faq/how_long", "answer"),
        ("utter_gap/press", "gap"),
        ("utter_immediate_danger", "safety"),
        ("utter_immediate_danger_told", "safety"),
        ("utter_self_harm_distress", "safety"),
        ("utter_line_of_help", "safety"),
        ("utter_clarify", "clarify"),
        ("utter_greet", "other"),
    ],
)
def test_the_kind_comes_from_the_responses_name(utter_action: str, kind: str) -> None:
    (message,) = read([reply(utter_action=utter_action)])

    assert message.kind == kind


def test_buttons_carry_their_titles_only() -> None:
    (message,) = read([reply(buttons=[{"title": "How long?", "payload": "/restart"}])])

    assert message.buttons == ("How long?",)


def test_events_of_other_shapes_do_no_harm() -> None:
    events = [
        BotUttered("Plain."),
        BotUttered("Odd.", metadata={"metadata": "S1"}),
        BotUttered("Odder.", metadata={"metadata": {"from": "S1"}}),
        BotUttered(None, data={"image": "x"}),
        UserUttered(None),
    ]

    assert [message.text for message in read(events)] == ["Plain.", "Odd.", "Odder."]


def test_the_reply_to_a_message_is_found_by_its_id() -> None:
    messages = read([said("One", "u1"), reply("A."), reply("B."), said("Two", "u2"), reply("C.")])

    assert [message.text for message in reply_to(messages, "u1")] == ["A.", "B."]
    assert reply_to(messages, "u") == []


def test_an_answer_names_its_topic_and_its_section_for_the_api() -> None:
    (message,) = read([reply("Six months.", ["S12"], utter_action="utter_faq/how_long", buttons=[{"title": "Why?"}])])

    assert message.as_json() == {
        "id": "start.1",
        "who": "assistant",
        "text": "Six months.",
        "buttons": ["Why?"],
        "topic": "faq/how_long",
        "source": {"heading": "The last section", "section": "last"},
        "kind": "answer",
    }


def test_the_latest_turn_is_every_reply_to_the_last_message() -> None:
    opening = ChatMessage("assistant", "Hello.")
    messages = [
        opening,
        *read([said("One", "u1"), reply("A."), said("Two", "u2"), reply("B."), reply("C.")]),
    ]

    assert [message.text for message in latest_turn(messages)] == ["B.", "C."]
    assert latest_turn([opening]) == [opening]
