"""The message for NSCP in a conversation as people have one: turned down, said in other words, asked twice, seen before."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.running_server import Server
from tests.system.hand_off.talk import (
    AGAIN,
    ASK_MESSAGE,
    ASK_NAME,
    ASK_REPLY,
    ASK_SAFE_TIME,
    MESSAGE,
    NAME,
    REPLY,
    SAVED,
    STEPS,
    SUMMARY,
    TITLES,
    Talk,
)

OFFER = "I want to talk to someone"
LEFT, DECLINED = "utter_hand_off_left", "utter_hand_off_declined"
CAN_PHONE, ASK_PHONE, ASK_GIVEN = "utter_hand_off_can_phone", "utter_hand_off_ask_phone", "utter_hand_off_ask_given"
HOW_LONG = "how long does a review take?"
NO_THANKS = ["cancel", "stop", "no thank you", "leave it", "dont bother", "forget it"]
NO_EMAIL = ["I can't email, I don't have one", "i dont do computers", "no email"]
WITH_NUMBER = "Can my sister come? You can ring me on 07700 900461"


@pytest.mark.parametrize("words", NO_THANKS)
def test_an_offer_can_be_turned_down(talk: Talk, words: str) -> None:
    assert talk.say(OFFER, words).names == [DECLINED]
    assert talk.say("has my message gone").names == ["utter_hand_off_none"]


@pytest.mark.parametrize("question", [ASK_MESSAGE, ASK_REPLY, SUMMARY])
@pytest.mark.parametrize("words", NO_THANKS)
def test_the_form_is_left_in_the_words_that_people_use(talk: Talk, question: str, words: str) -> None:
    talk.reach(question)

    assert talk.say(words).names == [LEFT]
    assert talk.say("has my message gone").names == ["utter_hand_off_none"]


def test_no_thank_you_to_a_question_that_may_be_skipped_skips_it(talk: Talk) -> None:
    talk.reach(ASK_NAME)

    told = talk.say("no thank you", "no thank you")

    assert told.names == [SUMMARY]
    assert told.texts[0].count("not given") == 2


@pytest.mark.parametrize("words", ["yes send it", "send", "go on", "ok send", "ok send it then please"])
def test_sending_is_understood_after_a_question_in_between(talk: Talk, words: str) -> None:
    talk.reach(SUMMARY)
    talk.say(HOW_LONG)

    assert talk.say(words).names == [SAVED]


@pytest.mark.parametrize(
    ("question", "answer"), [(ASK_REPLY, "07700 900461"), (ASK_NAME, NAME), (ASK_SAFE_TIME, "after six")]
)
def test_answers_are_taken_after_a_question_in_between(talk: Talk, question: str, answer: str) -> None:
    talk.reach(question)
    talk.say(HOW_LONG)

    assert talk.say(answer).names[0] in (ASK_NAME, ASK_SAFE_TIME, SUMMARY)


@pytest.mark.parametrize("words", NO_EMAIL)
def test_who_cannot_email_is_asked_for_a_phone_number(talk: Talk, words: str) -> None:
    talk.reach(ASK_REPLY)

    assert talk.say(words).names == [CAN_PHONE, ASK_PHONE]
    assert talk.say("077").names == ["utter_hand_off_reply_missing", ASK_PHONE + AGAIN]
    assert talk.say("07700 900461").names == [ASK_NAME]


@pytest.mark.parametrize("words", NO_EMAIL)
def test_who_cannot_email_is_offered_a_call_at_once(talk: Talk, words: str) -> None:
    assert talk.say(OFFER, words).names == [CAN_PHONE, ASK_PHONE]
    assert talk.say("07700 900461").names[-1].startswith(ASK_MESSAGE)
    assert talk.say(MESSAGE).names == [ASK_NAME]

    assert "number ending 0461" in talk.say("skip", "skip").texts[0]


def test_who_cannot_email_is_offered_a_call_also_while_a_form_waits(talk: Talk) -> None:
    talk.say(TITLES["start"], "i want to kill myself", OFFER)

    assert talk.say("no email").names == [CAN_PHONE, ASK_PHONE]


@pytest.mark.parametrize("question", STEPS)
def test_what_is_asked_again_is_asked_in_other_and_fewer_words(talk: Talk, question: str) -> None:
    first = talk.reach(question).texts[-1]

    again = talk.say(TITLES["start"] if question == ASK_MESSAGE else HOW_LONG)

    assert again.names[-1] == question + AGAIN
    assert len(again.texts[-1]) < len(first)


def test_a_second_message_is_asked_for_in_the_first_words_again(talk: Talk) -> None:
    talk.reach(SUMMARY)
    talk.say(TITLES["send"], TITLES["start"])

    assert talk.say(MESSAGE).names == [ASK_REPLY]


def test_the_family_sees_enough_to_notice_a_slip_and_the_conversation_hides_it(talk: Talk, server: Server) -> None:
    talk.reach(ASK_REPLY)

    told = talk.say("jo.smith@slip.example.org or 07700 900461", "skip", "skip")

    assert "an address at slip.example.org" in told.texts[0]
    assert "number ending 0461" in told.texts[0]
    for kept in (json.dumps(talk.session.read().json), stored(server)):
        assert "slip.example" not in kept
        assert "ending 0461" not in kept


def test_a_number_in_the_message_is_offered_and_not_asked_for_again(talk: Talk, server: Server) -> None:
    told = talk.say(TITLES["start"], WITH_NUMBER)

    assert told.names == [ASK_GIVEN]
    assert "number ending 0461" in told.texts[0]
    assert told.buttons == [TITLES["use_given"], TITLES["another"], TITLES["cancel"]]
    assert talk.say("yes").names == [ASK_NAME]
    assert "number ending 0461" in talk.say("skip", "skip").texts[0]
    assert "ending 0461" not in stored(server)


def test_another_number_than_the_one_in_the_message_can_be_given(talk: Talk) -> None:
    talk.say(TITLES["start"], WITH_NUMBER)

    assert talk.say(TITLES["another"]).names == [ASK_REPLY]
    assert talk.say(REPLY).names == [ASK_NAME]
    assert "0461" not in talk.say("skip", "skip").texts[0]


def test_a_number_in_a_second_message_is_offered_too(talk: Talk) -> None:
    talk.reach(SUMMARY)
    talk.say(TITLES["send"], TITLES["start"])

    assert talk.say(WITH_NUMBER).names == [ASK_GIVEN]


@pytest.mark.parametrize("words", ["yes", "no"])
def test_yes_and_no_mean_nothing_where_no_number_was_offered(talk: Talk, words: str) -> None:
    talk.reach(ASK_REPLY)

    assert talk.say(words).names == ["utter_hand_off_reply_missing", ASK_REPLY + AGAIN]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("oh seven seven double oh", "utter_hand_off_phone_spoken"),
        ("jane dot smith at gmail", "utter_hand_off_email_spoken"),
    ],
)
def test_what_is_typed_as_it_is_spoken_is_told_how_to_type_it(talk: Talk, answer: str, says: str) -> None:
    talk.reach(ASK_REPLY)

    assert talk.say(answer).names == [says, ASK_REPLY + AGAIN]


def test_the_last_real_question_is_offered(talk: Talk) -> None:
    told = talk.say("can my mum come with me", "how do i do that", "ok", "yes", TITLES["start"])

    assert told.names == ["utter_hand_off_ask_message_with_question"]
    assert "can my mum come with me" in told.texts[0]


@pytest.mark.parametrize(
    "text", ["NSCP-LKQG-HMWC", "my reference is nscp lkqg hmwc, what happened to it", "what is NSCP-LKQG-HMWC"]
)
def test_a_reference_from_another_chat_gets_a_plain_answer(talk: Talk, text: str) -> None:
    told = talk.say(text)

    assert told.names == ["utter_hand_off_reference"]
    assert "NSCP@northnorthants.gov.uk" in told.texts[0]


def test_help_comes_before_a_reference(talk: Talk) -> None:
    assert talk.say("NSCP-LKQG-HMWC i want to kill myself").names == ["utter_self_harm_distress"]


def test_the_reference_of_this_chat_tells_how_its_message_stands(talk: Talk, server: Server) -> None:
    talk.reach(SUMMARY)
    reference = talk.say(TITLES["send"]).reference

    assert talk.say(reference).names == ["utter_hand_off_is_saved"]
    assert Talk(server.api).say(reference).names == ["utter_hand_off_reference"]


def stored(server: Server) -> str:
    """All that is kept of all conversations."""
    with closing(sqlite3.connect(server.var / "nscp.sqlite")) as connection:
        return "\n".join(row[0] for row in connection.execute("SELECT data FROM events"))
