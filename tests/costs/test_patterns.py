"""Texts made so that a search for something in them begins again at each letter: each costs little all the same.

While a pattern is searched for, no other thread of its process gets on.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from actions.reply_address import read_reply_address
from assistant.channel.requests import LONGEST_TEXT
from assistant.nlu.decision import parts_of
from assistant.policies.hand_off import steps_outside
from nscp.hand_off import project_choices
from nscp.letters import joined
from nscp.masking import mask
from tests.masking.pieces import PIECES

MOST = 0.5  # seconds of processor time; each took two to nine


@pytest.mark.parametrize("piece", PIECES)
def test_the_longest_message_costs_masking_little_whatever_it_is_made_of(piece: str) -> None:
    assert seconds_of(mask, (piece * LONGEST_TEXT)[:LONGEST_TEXT]) < MOST


def test_space_after_a_name_costs_masking_little() -> None:
    for sign in ("from Sam", "thanks, Sam", "my name is Sam"):
        for space in (" ", "\t", " \t"):
            assert seconds_of(mask, f"{sign}{space * LONGEST_TEXT}"[: LONGEST_TEXT - 1] + "z") < MOST


@pytest.mark.parametrize(
    "text", ["a" + "1" * (LONGEST_TEXT - 2) + "2", "1" * (LONGEST_TEXT - 2) + "a2", "$" * (LONGEST_TEXT - 2) + "a2"]
)
def test_digits_in_a_word_cost_little(text: str) -> None:
    assert seconds_of(joined, text, lambda word: False) < MOST


def test_space_between_two_words_costs_little() -> None:
    assert seconds_of(parts_of, f"a{' ' * (LONGEST_TEXT - 2)}a") < MOST


@pytest.mark.parametrize(
    "again", ["a", "1", ".", "'", "+44", "1/1/", "07700900123x", "07700 900123 ", "0770 ", "a@b.co ", "a@", "dot ", "a at "]
)
def test_what_is_no_reply_address_costs_little(again: str) -> None:
    assert seconds_of(read_reply_address, again * (LONGEST_TEXT // len(again))) < MOST


@pytest.mark.parametrize("again", ["send ", "ask ", "let me "])
def test_wishes_without_an_end_after_the_offer_of_a_message_cost_little(again: str) -> None:
    offer = BotUttered("", {"buttons": [{"title": project_choices().title("start")}]})
    asked = UserUttered(again * (LONGEST_TEXT // len(again)), {"name": "handoff_request"})
    events = [UserUttered("hello"), offer, ActionExecuted("action_listen"), SlotSet("requested_slot", None), asked]

    assert seconds_of(steps_outside, events) < MOST


def seconds_of(work: Callable[..., object], *what: object) -> float:
    """Processor time of a call."""
    before = time.process_time()
    work(*what)
    return time.process_time() - before
