"""When too much comes in, or not everything works, a family still reads where to turn, and danger is still answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.system.api.client import Client, Reply, Session, new_id
from tests.system.api.conftest import ADDRESS_RATE, SESSION_RATE

ADDRESS = "NSCP@northnorthants.gov.uk"
FOREIGN = {"Origin": "https://evil.example"}
QUESTION = "How long does a review take?"
DESPAIR = "i want to kill myself"
PERSON = "I want to talk to someone"
START = "Send NSCP a message for me"
PERSON_AND_HARM = "please can somebody call me, he was violent to me back then"


def too_many(reply: Reply) -> bool:
    """True for a 429 that says when to try again and where help is."""
    if reply.status != 429:
        return False
    assert reply.json["type"] == "urn:nscp:problem:too-many"
    assert int(reply.headers["retry-after"]) >= 1
    assert "999" in reply.json["detail"]
    assert "@" in reply.json["detail"]
    return True


def test_a_session_that_sends_too_much_has_to_wait(session: Session, other_process: Client) -> None:
    for _ in range(SESSION_RATE):
        assert session.send(QUESTION, client=other_process).status == 200

    assert too_many(session.send(QUESTION, client=other_process))


def test_danger_is_answered_also_when_a_session_has_sent_too_much(session: Session, other_process: Client) -> None:
    for _ in range(SESSION_RATE):
        session.send(QUESTION, client=other_process)
    assert too_many(session.send(QUESTION, client=other_process))

    reply = session.send(DESPAIR, client=other_process)

    assert (reply.status, reply.kinds[0]) == (200, "safety")
    assert session.messages()[-1]["kind"] == "safety"


def test_a_message_that_had_to_wait_can_be_sent_again(session: Session, other_process: Client) -> None:
    for _ in range(SESSION_RATE):
        session.send(QUESTION, client=other_process)
    id_ = new_id()
    assert too_many(session.send(QUESTION, id_, other_process))

    assert session.send(QUESTION, id_).kinds[0] == "answer"  # at a server that has heard less from this session


def test_other_sessions_of_the_same_address_need_not_wait(other_process: Client, client: Client) -> None:
    busy, other = client.start(), client.start()
    while not too_many(busy.send(QUESTION, client=other_process)):
        pass

    assert other.send(QUESTION, client=other_process).status == 200


def test_an_address_has_a_hard_ceiling_whose_reply_names_999(session: Session, other_process: Client) -> None:
    for _ in range(ADDRESS_RATE):
        assert not too_many(session.read(other_process))

    for reply in (
        session.read(other_process),
        session.send(DESPAIR, client=other_process),
        other_process.post("/sessions", {}),
        other_process.post("/messages", {}, "no token"),
        other_process.post("/sessions", {}, Origin="https://evil.example"),
    ):
        assert too_many(reply)


def test_danger_that_is_refused_brings_its_help_whatever_the_reason(session: Session, other_process: Client) -> None:
    id_, reply_id = new_id(), f"{new_id()}.1"
    refused = [session.client.post("/messages", {"id": "no id", "text": DESPAIR}, session.token)]
    refused.append(session.client.post("/messages", {"id": id_, "text": DESPAIR}, "no token"))
    refused.append(session.client.post("/messages", {"id": id_, "text": DESPAIR}, **FOREIGN))
    refused.append(session.send(DESPAIR + " x" * 20_000))
    refused.append(session.give_feedback(reply_id, comment=DESPAIR + " x" * 2_000))
    while not too_many(session.read(other_process)):
        pass
    refused.append(session.send(DESPAIR, client=other_process))
    refused.append(other_process.post("/messages", {"id": id_, "text": DESPAIR}, "no token"))

    assert [reply.status for reply in refused] == [400, 401, 403, 413, 400, 429, 429]
    for reply in refused:
        assert reply.kinds == ["safety"]
        assert "116 123" in reply.texts
    assert "messages" not in session.send(QUESTION, client=other_process).json


def test_another_address_is_not_held_up(session: Session, other_process: Client) -> None:
    while not too_many(session.read(other_process)):
        pass
    elsewhere = replace(other_process, headers={"X-Forwarded-For": "elsewhere"})

    assert session.read(elsewhere).status == 200


def test_nobody_passes_for_another_address(session: Session, other_process: Client, address: str) -> None:
    """What stands before the last address of the header was written by the client."""
    replies = [
        session.read(replace(other_process, headers={"X-Forwarded-For": f"made-up-{number}, {address}"}))
        for number in range(ADDRESS_RATE + 1)
    ]

    assert too_many(replies[-1])


def test_health_is_told_to_whoever_asks_often(other_process: Client) -> None:
    assert {other_process.call("GET", "/health/live").status for _ in range(ADDRESS_RATE + 1)} == {200}


@pytest.mark.parametrize("text", [PERSON, PERSON_AND_HARM])
def test_without_the_action_server_the_address_is_the_answer_to_who_wants_a_person(
    session: Session, other_process: Client, text: str
) -> None:
    reply = session.send(text, client=other_process)

    assert reply.status == 200
    assert ADDRESS in reply.texts
    assert "999" in reply.texts
    assert session.messages()[-1]["id"] == reply.json["messages"][-1]["id"]  # kept as any answer
    assert session.send(QUESTION, client=other_process).kinds == ["answer"]


def test_without_the_action_server_what_needs_it_can_be_sent_again(session: Session, other_process: Client) -> None:
    id_ = new_id()
    session.send(PERSON)

    reply = session.send(START, id_, other_process)

    assert reply.status == 503
    assert ADDRESS in reply.json["detail"]
    assert "What would you like to tell NSCP" in session.send(START, id_).texts


def test_without_the_action_server_the_server_is_impaired_but_stays_in_use(other_process: Client) -> None:
    reply = other_process.call("GET", "/health/ready")

    assert (reply.status, reply.json["status"], reply.json["actions"]) == (200, "impaired", False)


def test_with_the_action_server_a_person_can_be_asked_for(session: Session) -> None:
    assert "There are two ways to ask a person at NSCP" in session.send(PERSON).texts


def test_while_paused_a_notice_stands_in_place_of_answers(paused: Client) -> None:
    session = paused.start()
    id_ = new_id()

    reply = session.send(QUESTION, id_)

    assert "notice" in session.opening.kinds
    assert reply.kinds == ["notice"]
    assert "@" in reply.texts
    assert "999" in reply.texts
    assert session.send(QUESTION, id_).json["messages"] == reply.json["messages"]


def test_while_paused_danger_is_answered(paused: Client) -> None:
    assert "safety" in paused.start().send(DESPAIR).kinds
