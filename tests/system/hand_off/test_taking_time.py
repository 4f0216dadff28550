"""A family that takes longer over the form than a draft is kept for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone

import pytest

from nscp.yaml_lines import YamlFile
from tests.running_server import Server
from tests.system.hand_off.talk import (
    ASK_NAME,
    ASK_REPLY,
    ASK_SAFE_TIME,
    DATA,
    MESSAGE,
    NAME,
    REPLY,
    SAVED,
    SUMMARY,
    TITLES,
    Talk,
)

LONGEST_CHAT = 100  # messages
START_AGAIN = "utter_hand_off_start_again"


def let_drafts_grow_old(server: Server) -> None:
    """As if all that is being written had been left for half an hour."""
    then = datetime.now(timezone.utc) - timedelta(minutes=31)
    with closing(sqlite3.connect(server.var / "nscp.sqlite")) as connection, connection:
        connection.execute("UPDATE handoffs_handoff SET touched_at = ? WHERE state = 'draft'", [then.isoformat(" ")])


@pytest.mark.parametrize(
    ("question", "answer", "asked_again"),
    [
        (ASK_REPLY, REPLY, "utter_hand_off_ask_message"),
        (ASK_NAME, NAME, "utter_hand_off_ask_message"),
        (ASK_SAFE_TIME, "not by phone", "utter_hand_off_ask_message"),
    ],
)
def test_an_answer_that_comes_too_late_is_kept_and_the_others_are_asked_for_again(
    talk: Talk, server: Server, question: str, answer: str, asked_again: str
) -> None:
    talk.reach(question)
    let_drafts_grow_old(server)

    told = talk.say(answer)

    assert told.names[0] == START_AGAIN
    assert told.names[-1].startswith(asked_again)


def test_what_was_begun_anew_can_be_sent(talk: Talk, server: Server) -> None:
    talk.reach(ASK_NAME)
    let_drafts_grow_old(server)
    talk.say(NAME, MESSAGE, REPLY)

    summary = talk.say(TITLES["skip"])

    assert summary.names == [SUMMARY]
    assert MESSAGE in summary.texts[0]
    assert talk.say(TITLES["send"]).names == [SAVED]


def test_a_message_typed_too_late_to_be_a_change_begins_anew(talk: Talk, server: Server) -> None:
    talk.reach(SUMMARY)
    talk.say(TITLES["change"], TITLES["change_message"])
    let_drafts_grow_old(server)

    assert talk.say("Something else").names == [START_AGAIN, ASK_REPLY]


def test_a_long_chat_does_not_end_before_the_message_is_finished(talk: Talk) -> None:
    talk.say(*["hello"] * (LONGEST_CHAT - 2))
    talk.reach(SUMMARY)
    first_chat = talk.session.token.split(".")[0]

    told = talk.say(TITLES["send"])

    assert told.names[0] == SAVED
    assert talk.session.token.split(".")[0] == first_chat
    talk.say("hello")
    assert talk.session.token.split(".")[0] != first_chat


def test_rasa_forgets_no_reference_and_no_form_after_a_pause() -> None:
    domain = YamlFile(DATA.parent / "domain.yml").content

    assert domain["session_config"]["session_expiration_time"] == 0
