"""The form: each answer, what is wrong with one, a question in the middle, changing one's mind, and leaving."""

from __future__ import annotations

import pytest

from tests.running_server import Server
from tests.system.api.client import Client, new_id
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
    name_of,
)

LEFT, NOT_FOUND = "utter_hand_off_left", "utter_hand_off_reply_missing"
HOW_LONG = "how long does a review take?"


def test_a_message_is_taken_shown_and_saved(talk: Talk) -> None:
    assert talk.say(TITLES["start"]).names == [ASK_MESSAGE]
    assert talk.say(MESSAGE).names == [ASK_REPLY]
    assert talk.say("jo.smith@example.org").names == [ASK_NAME]
    assert talk.say("Jo Smith").names == [ASK_SAFE_TIME]
    told = talk.say("it isn't safe to phone")
    assert told.names == [SUMMARY]
    assert MESSAGE in told.texts[0]
    assert "it isn't safe to phone" in told.texts[0]
    assert "jo.smith" not in told.texts[0]
    assert "Smith" not in told.texts[0]
    assert told.buttons == [TITLES["send"], TITLES["change"], TITLES["cancel"]]

    saved = talk.say(TITLES["send"])

    assert saved.names == [SAVED]
    assert saved.reference


def test_the_question_just_asked_can_be_passed_on(talk: Talk) -> None:
    told = talk.say("can my mum come with me", TITLES["ask"], TITLES["start"])
    assert told.names == ["utter_hand_off_ask_message_with_question"]
    assert told.buttons == [TITLES["pass_on"], TITLES["cancel"]]

    told = talk.say(TITLES["pass_on"], REPLY, TITLES["skip"], TITLES["skip"])

    assert "can my mum come with me" in told.texts[0]


def test_a_question_with_details_in_it_is_not_offered(talk: Talk) -> None:
    told = talk.say("my name is Alfie Jones, can my mum come with me", TITLES["start"])

    assert told.names == [ASK_MESSAGE]


@pytest.mark.parametrize("text", [HOW_LONG, "thanks", "no", "who is this", "I want to talk to someone", "🙂", "x" * 3000])
def test_whatever_is_typed_as_the_message_is_the_message(talk: Talk, text: str) -> None:
    talk.reach(ASK_MESSAGE)

    assert talk.say(text).names == [ASK_REPLY]
    assert text[:300] in talk.say(REPLY, TITLES["skip"], TITLES["skip"]).texts[0]


def test_a_second_click_on_the_button_that_begins_is_not_the_message(talk: Talk) -> None:
    talk.reach(ASK_MESSAGE)

    assert talk.say(TITLES["start"]).names == [ASK_MESSAGE + AGAIN]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [("jo@example", "utter_hand_off_email_wrong"), ("07700 90", "utter_hand_off_phone_wrong"), ("by post", NOT_FOUND)],
)
def test_one_sentence_says_what_is_wrong_with_an_address(talk: Talk, answer: str, complaint: str) -> None:
    talk.reach(ASK_REPLY)

    assert talk.say(answer).names == [complaint, ASK_REPLY + AGAIN]
    assert talk.say("07700 900461").names == [ASK_NAME]


def test_after_three_tries_the_address_is_given_and_nothing_is_kept(talk: Talk) -> None:
    talk.reach(ASK_REPLY)

    told = talk.say("by post", "with a letter", "post it to me")

    assert told.names == ["utter_hand_off_reply_unread", "utter_hand_off"]
    assert talk.say("has my message gone").names == ["utter_hand_off_none"]


@pytest.mark.parametrize("question", [ASK_REPLY, ASK_NAME, ASK_SAFE_TIME, SUMMARY])
def test_a_question_in_the_middle_is_answered_and_the_form_asks_again(talk: Talk, question: str) -> None:
    talk.reach(question)

    assert talk.say(HOW_LONG).names == ["utter_faq/how_long", question + AGAIN]
    assert talk.say("how long does it take and who can see the report?").names == [
        "utter_faq/how_long",
        "utter_faq/who_sees_report",
        question,
    ]


@pytest.mark.parametrize("question", STEPS)
@pytest.mark.parametrize("words", [TITLES["cancel"], "stop", "I've changed my mind"])
def test_the_form_can_be_left_at_every_step(talk: Talk, question: str, words: str) -> None:
    talk.reach(question)

    assert talk.say(words).names == [LEFT]
    assert talk.say(HOW_LONG).names == ["utter_faq/how_long"]
    assert talk.say("has my message gone").names == ["utter_hand_off_none"]


@pytest.mark.parametrize(
    ("change", "asked", "answer", "shown"),
    [
        ("change_message", ASK_MESSAGE, "Can I read the report first?", "Can I read the report first?"),
        ("change_reply", ASK_REPLY, "07700 900461", "461"),
        ("change_name", ASK_NAME, "Kim", "K•••"),
        ("change_safe_time", ASK_SAFE_TIME, "after six", "after six"),
    ],
)
def test_each_answer_can_be_changed_and_is_shown_again(talk: Talk, change: str, asked: str, answer: str, shown: str) -> None:
    talk.reach(SUMMARY)
    assert TITLES[change] in talk.say(TITLES["change"]).buttons

    assert talk.say(TITLES[change]).names[-1].startswith(asked)
    told = talk.say(answer)

    assert told.names == [SUMMARY]
    assert shown in told.texts[0]


def test_what_is_no_choice_at_the_summary_sends_nothing(talk: Talk) -> None:
    talk.reach(SUMMARY)

    assert talk.say("hmm not sure").names == ["utter_hand_off_choose", SUMMARY + AGAIN]
    assert talk.say("no").names == ["utter_hand_off_choose", SUMMARY]
    assert talk.say("yes").names == [SAVED]


def test_what_is_wrong_in_the_summary_is_said_in_own_words(talk: Talk) -> None:
    talk.reach(SUMMARY)

    assert TITLES["change_reply"] in talk.say("oh hang on thats my old email").buttons


def test_a_message_is_given_up_in_own_words_at_the_summary(talk: Talk) -> None:
    talk.reach(SUMMARY)

    assert talk.say("actually naah forget it").names == [LEFT]


def test_a_question_that_looks_like_a_name_is_one_only_if_it_asks(talk: Talk) -> None:
    talk.reach(ASK_NAME)

    assert talk.say("Grace Hope").names == [ASK_SAFE_TIME]


def test_a_message_about_past_harm_is_taken_with_one_line_of_help(talk: Talk) -> None:
    talk.reach(ASK_MESSAGE)

    told = talk.say("My nephew was killed in 2023 and nobody told us about the meeting")

    assert told.names == [ASK_REPLY, "utter_line_of_help"]


def test_a_second_message_can_be_sent(talk: Talk) -> None:
    talk.reach(SUMMARY)
    first = talk.say(TITLES["send"]).reference

    talk.reach(SUMMARY)

    assert talk.say(TITLES["send"]).reference != first


def test_skipping_leaves_name_and_time_out(talk: Talk) -> None:
    talk.reach(ASK_NAME)

    told = talk.say("no thanks", "skip")

    assert told.names == [SUMMARY]
    assert told.texts[0].count("not given") == 2


def test_no_is_an_answer_to_what_is_safe(talk: Talk) -> None:
    talk.reach(ASK_SAFE_TIME)

    told = talk.say("no")

    assert told.names == [SUMMARY]
    assert "not given" not in told.texts[0]


def test_the_name_given_at_first_is_kept(talk: Talk) -> None:
    assert f"{NAME[0]}•••" in talk.reach(SUMMARY).texts[-1]


def test_the_form_works_on_rasas_own_channel_as_in_the_shell(server: Server) -> None:
    rest, sender = Client(f"{server.address}/webhooks/rest"), new_id()

    for text in (*STEPS[SUMMARY], TITLES["send"]):
        said = [message["text"] for message in rest.post("/webhook", {"sender": sender, "message": text}).json]

    assert name_of("\n\n".join(said)) == SAVED  # that channel sends each paragraph by itself


@pytest.mark.parametrize("words", ["pass it on", "ask them that", "send my question", "yes"])
def test_passing_on_means_the_question_however_it_is_said(talk: Talk, words: str) -> None:
    talk.say("Can my sister come with me?", TITLES["ask"], TITLES["start"], words)

    assert "Can my sister come with me?" in talk.say(REPLY, "skip", "skip").texts[0]
