"""A message is saved once, whatever is pressed twice or fails in between, and known to its own chat only."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from tests.running_server import Server
from tests.system.api.client import new_id
from tests.system.hand_off.talk import AGAIN, ASK_NAME, ASK_REPLY, MESSAGE, REPLY, SAVED, SUMMARY, TITLES, Talk

LARGEST = 120 * 1024  # KiB
SECONDS = 30  # for the mailer to look again


def states(server: Server) -> list[str]:
    """The states of all hand-offs in the database, oldest first."""
    with closing(sqlite3.connect(server.var / "nscp.sqlite")) as connection:
        return [row[0] for row in connection.execute("SELECT state FROM handoffs_handoff ORDER BY id")]


@contextmanager
def without_hand_offs(server: Server) -> Iterator[None]:
    """The table of the hand-offs is away for a while."""
    with closing(sqlite3.connect(server.var / "nscp.sqlite", isolation_level=None)) as connection:
        connection.execute("ALTER TABLE handoffs_handoff RENAME TO away")
        yield
        connection.execute("ALTER TABLE away RENAME TO handoffs_handoff")


def test_the_same_message_again_gets_the_same_reference(talk: Talk, server: Server) -> None:
    talk.reach(SUMMARY)
    before, id_ = len(states(server)), new_id()

    first, again = talk.send(TITLES["send"], id_), talk.send(TITLES["send"], id_)

    assert first.names == again.names == [SAVED]
    assert first.reference == again.reference
    assert len(states(server)) == before


def test_a_double_click_saves_once(talk: Talk, server: Server) -> None:
    talk.reach(SUMMARY)
    before = len(states(server))

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(talk.send, [TITLES["send"]] * 4))

    assert len({each.reference for each in told}) == 1
    assert [each.names for each in told].count([SAVED]) == 1
    assert len(states(server)) == before


def test_what_became_of_a_message_is_told_in_the_same_chat_only(talk: Talk, server: Server) -> None:
    talk.reach(SUMMARY)
    reference = talk.say(TITLES["send"]).reference

    told = talk.say("has my message gone")

    assert told.names == ["utter_hand_off_is_saved"]
    assert told.reference == reference
    assert Talk(server.api).say("has my message gone").names == ["utter_hand_off_none"]


def test_a_message_that_is_being_written_is_not_sent_yet(talk: Talk) -> None:
    talk.reach(ASK_NAME)

    assert talk.say("has my message gone?").names == ["utter_hand_off_not_sent_yet", ASK_NAME + AGAIN]


def test_an_answer_that_met_no_action_server_can_be_sent_again(own_server: Server) -> None:
    talk = Talk(own_server.api)
    talk.reach(ASK_REPLY)
    own_server.kill("actions")
    id_ = new_id()
    try:
        reply = talk.session.send(REPLY, id_)
    finally:
        own_server.start_actions()

    assert reply.status == 503
    assert "NSCP@northnorthants.gov.uk" in reply.body.decode()
    assert talk.send(REPLY, id_).names == [ASK_NAME]
    assert MESSAGE in talk.say(TITLES["skip"], TITLES["skip"]).texts[0]


def test_an_answer_that_could_not_be_kept_is_asked_for_again(own_server: Server) -> None:
    talk = Talk(own_server.api)
    talk.reach(ASK_REPLY)

    with without_hand_offs(own_server):
        told = talk.say(REPLY)

    assert told.names == ["utter_hand_off_unavailable", ASK_REPLY + AGAIN]
    assert talk.say(REPLY).names == [ASK_NAME]


def test_a_message_that_could_not_be_saved_can_be_sent_again(own_server: Server) -> None:
    talk = Talk(own_server.api)
    talk.reach(SUMMARY)

    with without_hand_offs(own_server):
        told = talk.say(TITLES["send"])

    assert told.names == ["utter_hand_off_send_again"]
    assert talk.say(TITLES["send"]).names == [SAVED]


def test_help_is_shown_while_no_action_server_is_there(own_server: Server) -> None:
    talk = Talk(own_server.api)
    talk.reach(ASK_REPLY)
    own_server.kill("actions")
    try:
        told = talk.say("he's hurting the kids right now")
    finally:
        own_server.start_actions()

    assert told.names == ["utter_immediate_danger"]
    assert talk.say(TITLES["resume"]).names == [ASK_REPLY + AGAIN]


def test_a_saved_message_is_mailed_and_its_chat_is_told(own_server: Server) -> None:
    talk = Talk(own_server.api)
    talk.reach(SUMMARY)
    reference = talk.say(TITLES["send"]).reference

    own_server.start_mailer()

    wait_for(lambda: talk.say("has my message gone").names == ["utter_hand_off_is_sent"])
    assert len(list((own_server.var / "mail").glob(f"*{reference}.eml"))) == 1
    own_server.stop_one("mailer")


def test_leaving_the_chat_removes_what_was_being_written(own_server: Server) -> None:
    talk = Talk(own_server.api)
    talk.reach(SUMMARY)
    drafts = states(own_server).count("draft")

    assert talk.session.end().status == 204
    own_server.start_mailer()

    wait_for(lambda: states(own_server).count("draft") == drafts - 1)
    own_server.stop_one("mailer")


def test_the_action_server_is_small(own_server: Server) -> None:
    talk = Talk(own_server.api)
    talk.reach(SUMMARY)
    talk.say(TITLES["send"])

    status = Path(f"/proc/{own_server.pid('actions')}/status").read_text()

    resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    assert resident < LARGEST


def wait_for(is_so: Callable[[], object]) -> None:
    """Look again until something is so."""
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)
