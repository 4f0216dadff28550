"""The hand-off is offered where the guide ends, and never pushed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.running_server import Server, running
from tests.system.hand_off.conftest import LIMITS
from tests.system.hand_off.talk import TITLES, Talk

GAP = "can my mum come with me"


@pytest.fixture(scope="module")
def not_sending(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a partnership that has not said yet who reads its mailbox."""
    yield from running(Server(tmp_path_factory.mktemp("not-sending"), {**LIMITS, "NSCP_HANDOFF_SEND": "false"}))


@pytest.mark.parametrize(
    "messages",
    [[GAP], ["shgfdskjh", "qwrtpsdfg"], ["this is a whitewash and you know it"]],
    ids=["after a gap", "after the second fallback", "after a complaint"],
)
def test_a_person_is_offered_where_the_guide_ends(talk: Talk, messages: list[str]) -> None:
    assert TITLES["ask"] in talk.say(*messages).buttons


def test_a_person_is_not_pushed_beside_an_answer(talk: Talk) -> None:
    assert talk.say("how long does it take").buttons == []


@pytest.mark.parametrize("request_", [TITLES["ask"], "I want to talk to someone", "can u pass a message on for me"])
def test_who_asks_for_a_person_reads_of_both_ways(talk: Talk, request_: str) -> None:
    told = talk.say(request_)

    assert told.names == ["utter_hand_off_two_ways"]
    assert "NSCP@northnorthants.gov.uk" in told.texts[0]
    assert "only you can open" in told.texts[0]
    assert told.buttons == [TITLES["start"]]


def test_where_nothing_may_be_sent_the_address_is_given_with_words_to_copy(not_sending: Server) -> None:
    talk = Talk(not_sending.api)

    told = talk.say(GAP, TITLES["ask"])

    assert told.names == ["utter_hand_off", "utter_hand_off_words"]
    assert GAP in told.texts[1]
    assert told.buttons == []


def test_where_nothing_may_be_sent_the_form_does_not_begin(not_sending: Server) -> None:
    talk = Talk(not_sending.api)

    assert talk.say(TITLES["start"]).names == ["utter_hand_off"]
    assert talk.say("how long does it take").names == ["utter_faq/how_long"]
