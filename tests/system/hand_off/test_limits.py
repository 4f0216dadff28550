"""How many messages for NSCP are taken, and from whom, as a family meets it on the website."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.running_server import Server, running
from tests.system.api.client import Client
from tests.system.hand_off.conftest import LIMITS
from tests.system.hand_off.talk import SAVED, SUMMARY, TITLES, Talk

MOST = 5
NEAR, FAR = "192.0.2.1", "198.51.100.7"
TOO_MANY, ENOUGH = "utter_hand_off_too_many", "utter_hand_off_enough"


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server behind a proxy that takes few messages from an address."""
    limits = {**LIMITS, "NSCP_RATE_HANDOFFS": f"{MOST}/hour", "NSCP_TRUSTED_PROXIES": "1"}
    yield from running(Server(tmp_path_factory.mktemp("ceiling"), limits))


def talk_from(server: Server, address: str) -> Talk:
    """A chat of somebody with this network address."""
    talk = Talk(server.api)
    talk.session.client.headers = {"X-Forwarded-For": address}
    return talk


def states(server: Server) -> list[str]:
    """The states of all hand-offs."""
    with closing(sqlite3.connect(server.var / "nscp.sqlite")) as connection:
        return [row[0] for row in connection.execute("SELECT state FROM handoffs_handoff")]


def test_one_address_cannot_bury_what_others_write_and_is_told_kindly(own_server: Server) -> None:
    talks = [talk_from(own_server, NEAR) for _ in range(MOST + 2)]
    for talk in talks:
        talk.reach(SUMMARY)

    with ThreadPoolExecutor(len(talks)) as threads:
        told = list(threads.map(lambda talk: talk.say(TITLES["send"]).names, talks))

    assert sorted(told) == [[SAVED]] * MOST + [[TOO_MANY]] * 2
    assert states(own_server).count("saved") == MOST
    refused = talks[told.index([TOO_MANY])]
    assert refused.say(TITLES["send"]).names == [TOO_MANY]
    assert refused.say(TITLES["cancel"]).names == ["utter_hand_off_left"]
    assert refused.say(TITLES["start"]).names == [ENOUGH]
    assert refused.say("how long does a review take?").names[0].startswith("utter_faq/how_long")
    elsewhere = talk_from(own_server, FAR)
    elsewhere.reach(SUMMARY)
    assert elsewhere.say(TITLES["send"]).names == [SAVED]


def test_what_is_being_written_is_not_sent_by_who_names_its_chat(talk: Talk, server: Server) -> None:
    talk.reach(SUMMARY)
    with closing(sqlite3.connect(server.var / "nscp.sqlite")) as connection:
        [[family]] = connection.execute("SELECT sender_id FROM handoffs_handoff ORDER BY id DESC LIMIT 1")

    stranger = Client(server.address)
    for text in (TITLES["change_reply"], "stranger@example.org", TITLES["send"]):
        assert stranger.post("/webhooks/rest/webhook", {"sender": family, "message": text}).status == 200

    with closing(sqlite3.connect(server.var / "nscp.sqlite")) as connection:
        found = connection.execute("SELECT state FROM handoffs_handoff WHERE sender_id = ?", [family]).fetchall()
    assert "saved" not in {row[0] for row in found}
