"""A message that is sent again is the same message: it gets the first reply, and nothing happens twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from tests.running_server import Server
from tests.system.api.client import Client, Reply, Session, new_id

QUESTION = "How long does a review take?"


def said(reply: Reply) -> list[dict[str, Any]]:
    """The messages of a reply; the token that comes with them is new each time."""
    messages: list[dict[str, Any]] = reply.json["messages"]
    return messages


def times_stored(server: Server, id_: str) -> tuple[int, int]:
    """How often a message is in the database, as a turn and as an event."""
    with closing(sqlite3.connect(server.var / "nscp.sqlite")) as database:
        (turns,) = database.execute("SELECT count(*) FROM messages WHERE message_id = ?", (id_,)).fetchone()
        events = database.execute("SELECT data FROM events WHERE type_name = 'user'").fetchall()
    return turns, sum(json.loads(data).get("message_id") == id_ for (data,) in events)


def together(session: Session, clients: Sequence[Client], id_: str) -> list[Reply]:
    """Send one message over several connections at once."""
    with ThreadPoolExecutor(len(clients)) as threads:
        sent = [threads.submit(session.send, QUESTION, id_, client) for client in clients]
        return [reply.result() for reply in sent]


def test_a_repeated_message_id_returns_the_first_reply(server: Server, session: Session) -> None:
    id_ = new_id()
    first = session.send(QUESTION, id_)
    session.send("can my mum come with me")

    again = session.send(QUESTION, id_)

    assert first.status == 200
    assert said(again) == said(first)
    assert len(session.messages()) == 4
    assert times_stored(server, id_) == (1, 1)


def test_danger_under_an_id_that_was_answered_is_helped_and_stored_once(server: Server, session: Session) -> None:
    id_, danger = new_id(), "he has a knife and he is going to kill me"
    first = session.send(QUESTION, id_)

    helped, again = session.send(danger, id_), session.send(danger, id_)

    assert helped.kinds[0] == "safety"
    assert said(again) == said(helped)
    assert said(session.send(QUESTION, id_)) == said(first)
    assert [message["text"] for message in session.messages() if message["who"] == "user"] == [QUESTION, danger]
    assert times_stored(server, id_) == (1, 1)


@pytest.mark.parametrize("typed", ["i want to kill myself", "zxcv qwerty asdf", "how long is it and who sees it?"])
def test_every_kind_of_reply_is_given_again_as_it_was(session: Session, typed: str) -> None:
    id_ = new_id()

    assert said(session.send(typed, id_)) == said(session.send(typed, id_))


def test_an_id_is_the_same_in_capital_letters(session: Session) -> None:
    id_ = new_id()

    assert said(session.send(QUESTION, id_)) == said(session.send(QUESTION, id_.upper()))
    assert len(session.messages()) == 2


def test_a_message_that_arrives_several_times_at_once_is_answered_once(server: Server, session: Session) -> None:
    id_ = new_id()

    replies = together(session, [session.client] * 6, id_)

    assert [reply.status for reply in replies] == [200] * 6
    assert all(said(reply) == said(replies[0]) for reply in replies)
    assert times_stored(server, id_) == (1, 1)


def test_a_repeat_on_another_server_process_returns_the_first_reply(
    server: Server, session: Session, other_process: Client
) -> None:
    id_ = new_id()
    first = session.send(QUESTION, id_)

    again = session.send(QUESTION, id_, other_process)

    assert said(again) == said(first)
    assert session.read(other_process).json == session.read().json
    assert times_stored(server, id_) == (1, 1)


def test_two_server_processes_at_once_answer_once(server: Server, session: Session, other_process: Client) -> None:
    for _ in range(3):
        id_ = new_id()

        replies = together(session, [session.client, other_process], id_)

        assert [reply.status for reply in replies] == [200, 200]
        assert said(replies[0]) == said(replies[1])
        assert times_stored(server, id_) == (1, 1)


def test_a_session_goes_on_at_another_server_process(session: Session, other_process: Client) -> None:
    session.send(QUESTION)

    elsewhere = session.send("why?", client=other_process)
    back = session.send("can my mum come with me")

    assert elsewhere.kinds == ["answer"]
    assert back.kinds == ["gap"]
    assert [message["text"] for message in session.messages() if message["who"] == "user"] == [
        QUESTION,
        "why?",
        "can my mum come with me",
    ]


def test_after_a_restart_a_repeat_returns_the_first_reply(server: Server, session: Session) -> None:
    id_ = new_id()
    first = session.send(QUESTION, id_)
    before = session.messages()

    server.kill_rasa()
    server.start_rasa()

    assert session.messages() == before
    assert said(session.send(QUESTION, id_)) == said(first)
    assert times_stored(server, id_) == (1, 1)
    assert session.send("why?").kinds == ["answer"]  # it still knows what was said before
