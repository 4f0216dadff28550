"""Help comes first at every step of the form, and nothing is sent before the summary was seen again."""

from __future__ import annotations

import pytest

from tests.system.hand_off.talk import ASK_SAFE_TIME, SAVED, STEPS, SUMMARY, TITLES, Talk

DANGER, DESPAIR = "he's hurting the kids right now", "i want to kill myself"
HELP = {DANGER: "utter_immediate_danger", DESPAIR: "utter_self_harm_distress"}


@pytest.mark.parametrize("question", STEPS)
@pytest.mark.parametrize("message", HELP)
def test_help_alone_is_shown_and_the_form_waits(talk: Talk, question: str, message: str) -> None:
    talk.reach(question)

    told = talk.say(message)

    assert told.names == [HELP[message]]
    assert told.buttons == [TITLES["resume"]]


@pytest.mark.parametrize("question", STEPS)
def test_the_form_goes_on_where_it_stood(talk: Talk, question: str) -> None:
    talk.reach(question)
    talk.say(DESPAIR)

    told = talk.say(TITLES["resume"])

    # What was written at this question was kept as an answer to it, so the family sees it in the summary.
    assert told.names[-1].startswith(SUMMARY if question == ASK_SAFE_TIME else question)


@pytest.mark.parametrize("words", [TITLES["send"], "yes", "send it", "yes send it"])
def test_nothing_is_sent_before_the_summary_was_seen_again(talk: Talk, words: str) -> None:
    talk.reach(SUMMARY)
    talk.say(DANGER)

    assert SAVED not in talk.say(words).names

    assert talk.say(TITLES["resume"]).names == [SUMMARY]
    assert talk.say(TITLES["send"]).names == [SAVED]


def test_the_way_back_is_offered_with_later_answers_too(talk: Talk) -> None:
    talk.reach(SUMMARY)

    told = talk.say(DESPAIR, "how long does it take")

    assert told.names == ["utter_faq/how_long"]
    assert told.buttons == [TITLES["resume"]]


def test_that_it_is_not_safe_to_phone_is_kept_even_if_help_comes_first(talk: Talk) -> None:
    talk.reach(ASK_SAFE_TIME)
    said = "don't phone, he hits me if he finds out"
    assert talk.say(said).names[0].startswith("utter_immediate_danger")

    assert said in talk.say(TITLES["resume"]).texts[0]


def test_what_waits_can_be_taken_back(talk: Talk) -> None:
    talk.reach(SUMMARY)

    assert talk.say(DANGER, TITLES["cancel"]).names == ["utter_hand_off_left"]
    assert talk.say("how long does it take").buttons == []
