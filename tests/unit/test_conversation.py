from __future__ import annotations

from typing import Any

import pytest
from rasa.core.actions.action import create_bot_utterance
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered

from assistant.channel.conversation import (
    ChatMessage,
    is_answered,
    latest_turn,
    read_conversation,
    with_problems,
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


def test_messages_come_in_order_with_ids_of_the_question_they_answer() -> None:
    events = [ActionExecuted("action_session_start"), SessionStarted(), said("Why?"), reply("A."), reply("B.")]

    messages = read_conversation(events, GUIDE)

    assert [(message.who, message.text, message.id) for message in messages] == [
        ("user", "Why?", "u1"),
        ("assistant", "A.", "u1.1"),
        ("assistant", "B.", "u1.2"),
    ]


def test_a_message_that_was_sent_again_after_no_reply_is_shown_once() -> None:
    events = [said("Why?"), said("Why?"), reply("A.")]

    assert [message.text for message in read_conversation(events, GUIDE)] == ["Why?", "A."]


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
    (message,) = read_conversation([reply(sources=sources)], GUIDE)

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
        ("utter_greet", "other"),
    ],
)
def test_the_kind_comes_from_the_responses_name(utter_action: str, kind: str) -> None:
    (message,) = read_conversation([reply(utter_action=utter_action)], GUIDE)

    assert message.kind == kind


def test_buttons_carry_their_titles_only() -> None:
    (message,) = read_conversation([reply(buttons=[{"title": "How long?", "payload": "/restart"}])], GUIDE)

    assert message.buttons == ("How long?",)


def test_events_of_other_shapes_do_no_harm() -> None:
    events = [
        BotUttered("Plain."),
        BotUttered("Odd.", metadata={"metadata": "S1"}),
        BotUttered("Odder.", metadata={"metadata": {"from": "S1"}}),
        BotUttered(None, data={"image": "x"}),
        UserUttered(None),
    ]

    assert [message.text for message in read_conversation(events, GUIDE)] == ["Plain.", "Odd.", "Odder."]


def test_a_message_without_a_reply_is_followed_by_the_problem() -> None:
    events = [said("One", "u1"), said("Two", "u2"), reply("A."), said("Three", "u3")]

    shown = with_problems(read_conversation(events, GUIDE), "Something went wrong.")

    assert [message.text for message in shown] == [
        "One",
        "Something went wrong.",
        "Two",
        "A.",
        "Three",
        "Something went wrong.",
    ]
    assert shown[1].kind == "problem"


def test_a_message_is_answered_only_when_a_reply_to_it_is_there() -> None:
    messages = read_conversation([said("One", "u1"), said("Two", "u2"), reply("A.")], GUIDE)

    assert not is_answered(messages, "u1")
    assert is_answered(messages, "u2")
    assert not is_answered(messages, "u3")


def test_the_latest_turn_is_every_reply_to_the_last_message() -> None:
    opening = ChatMessage("assistant", "Hello.")
    messages = [
        opening,
        *read_conversation([said("One", "u1"), reply("A."), said("Two", "u2"), reply("B."), reply("C.")], GUIDE),
    ]

    assert [message.text for message in latest_turn(messages)] == ["B.", "C."]
    assert latest_turn([opening]) == [opening]
