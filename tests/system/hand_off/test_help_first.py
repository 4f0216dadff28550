"""Help comes first at every step of the form, and nothing is sent before the summary was seen again."""

from __future__ import annotations

import pytest

from tests.system.hand_off.talk import ASK_NAME, ASK_REPLY, ASK_SAFE_TIME, REPLY, SAVED, STEPS, SUMMARY, TITLES, Talk

DANGER, DESPAIR = "he's hurting the kids right now", "i want to kill myself"
PUT_AWAY = [question for question in STEPS if question != ASK_SAFE_TIME]  # where the form waits; there it goes on
HELP = {DANGER: "utter_immediate_danger", DESPAIR: "utter_self_harm_distress"}


@pytest.mark.parametrize("question", PUT_AWAY)
@pytest.mark.parametrize("message", HELP)
def test_help_alone_is_shown_and_the_form_waits(talk: Talk, question: str, message: str) -> None:
    talk.reach(question)

    told = talk.say(message)

    assert told.names == [HELP[message]]
    assert told.buttons == [TITLES["resume"]]


@pytest.mark.parametrize("question", PUT_AWAY)
def test_the_form_goes_on_where_it_stood(talk: Talk, question: str) -> None:
    talk.reach(question)
    talk.say(DESPAIR)

    told = talk.say(TITLES["resume"])

    assert told.names[-1].startswith(question)


@pytest.mark.parametrize("words", [TITLES["send"], "yes", "send it", "yes send it"])
def test_nothing_is_sent_before_the_summary_was_seen_again(talk: Talk, words: str) -> None:
    talk.reach(SUMMARY)
    talk.say(DANGER)

    assert talk.say(words).names == [SUMMARY]

    assert talk.say(TITLES["send"]).names == [SAVED]


def test_the_way_back_is_offered_with_later_answers_too(talk: Talk) -> None:
    talk.reach(SUMMARY)

    told = talk.say(DESPAIR, "how long does it take", "who sees the report")

    assert told.names == ["utter_faq/who_sees_report"]
    assert told.buttons == [TITLES["resume"]]


@pytest.mark.parametrize("said", ["don't phone, he hits me if he finds out", *HELP])
def test_where_the_form_asks_what_is_safe_help_comes_first_and_the_form_goes_on(talk: Talk, said: str) -> None:
    talk.reach(ASK_SAFE_TIME)

    told = talk.say(said)

    assert told.names[0].startswith(HELP.get(said, "utter_immediate_danger"))
    assert told.names[1:] == [SUMMARY]
    assert said in told.texts[1]
    assert TITLES["resume"] not in told.buttons
    assert talk.say(TITLES["send"]).names == [SAVED]


@pytest.mark.parametrize(
    "said", ["not when he is home", "evenings he's at work", "dont ring, he checks my phone", "after he goes to sleep"]
)
def test_an_ordinary_answer_about_what_is_safe_never_becomes_a_safety_text(talk: Talk, said: str) -> None:
    talk.reach(ASK_SAFE_TIME)

    told = talk.say(said)

    assert told.names in ([SUMMARY], [SUMMARY, "utter_line_of_help"])
    assert said in told.texts[0]


@pytest.mark.parametrize(
    ("question", "answer", "goes_on"),
    [
        (ASK_REPLY, REPLY, ASK_NAME),
        (ASK_REPLY, "07700 900461", ASK_NAME),
        (ASK_NAME, "Priya", ASK_SAFE_TIME),
        (ASK_NAME, "skip", ASK_SAFE_TIME),
        (SUMMARY, "yes send it", SUMMARY),
        (SUMMARY, "ok send", SUMMARY),
        (SUMMARY, TITLES["send"], SUMMARY),
        (SUMMARY, TITLES["change_name"], ASK_NAME),
    ],
)
def test_a_typed_answer_goes_on_with_the_form_after_help(talk: Talk, question: str, answer: str, goes_on: str) -> None:
    talk.reach(question)
    talk.say(DESPAIR, "how long does it take")

    assert talk.say(answer).names[-1].startswith(goes_on)


def test_help_still_comes_first_while_the_form_waits(talk: Talk) -> None:
    talk.reach(ASK_REPLY)

    assert talk.say(DESPAIR, DANGER).names == [HELP[DANGER]]
    assert talk.say(REPLY).names == [ASK_NAME]


def test_an_answer_typed_after_help_is_hidden_like_any_other(talk: Talk) -> None:
    talk.reach(ASK_NAME)
    talk.say(DESPAIR, "Zebedee")

    kept = str(talk.session.read().json)
    assert "Zebedee" not in kept
    assert "[personal detail]" in kept


def test_what_waits_can_be_taken_back(talk: Talk) -> None:
    talk.reach(SUMMARY)

    assert talk.say(DANGER, TITLES["cancel"]).names == ["utter_hand_off_left"]
    assert talk.say("how long does it take").buttons == []
