"""What the actions read from the tracker: the question to pass on, and what was said before."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.tracker import last_question, last_said, said_before

START = ("handoff_start", "Send NSCP a message for me")
REAL = ("gap", "can my mum come with me")


def user(intent: str, text: str) -> dict[str, Any]:
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}}


def bot(name: str) -> dict[str, Any]:
    return {"event": "bot", "text": "...", "metadata": {"utter_action": name}}


def after(*events: dict[str, Any]) -> Tracker:
    return Tracker.from_dict({"sender_id": "s", "latest_message": {}, "slots": {}, "events": list(events)})


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("nlu_fallback", "send it"),
        ("clarify", "how do i do that"),
        ("affirm", "ok"),
        ("faq", "yes"),
        ("clarify", "can you do it for me?"),
        ("nlu_fallback", "i dont know anything any more"),
        ("nlu_fallback", "why?"),
        ("faq", "no thank you"),
        ("complaint_or_anger", "this is a whitewash"),
        ("clarify", "Something else"),
        ("handoff_status", "has my message gone"),
    ],
)
def test_what_is_no_question_is_not_passed_on_but_the_one_before_is(intent: str, text: str) -> None:
    assert last_question(after(user(*REAL), user(intent, text), user(*START))) == REAL[1]
    assert last_question(after(user(intent, text), user(*START))) is None


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        REAL,
        ("faq", "What do I have to do?"),
        ("faq", "how long?"),
        ("gap", "my nan wants to read it"),
        ("nlu_fallback", "will the coroner read the report"),
        ("out_of_scope", "is there parking?"),
    ],
)
def test_a_real_question_is_passed_on(intent: str, text: str) -> None:
    assert last_question(after(user(intent, text), user(*START))) == text


def test_what_was_said_before_is_what_answered_the_message_before() -> None:
    tracker = after(user(*REAL), bot("utter_a"), user(*REAL), bot("utter_b"), bot("utter_c"), user(*START), bot("utter_d"))

    assert said_before(tracker) == ["utter_b", "utter_c"]
    assert last_said(tracker, ["utter_a", "utter_c"]) == "utter_c"
    assert last_said(tracker, ["utter_x"]) is None
