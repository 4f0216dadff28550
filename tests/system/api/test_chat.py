"""A chat through the API, from its opening to its end."""

from __future__ import annotations

import selectors
from collections.abc import Callable

import pytest

from tests.system.api.client import JSON, Client, Session, bearer, end, new_id
from tests.system.api.conftest import COUNCIL

QUESTION = "How long does a review take?"
ANSWER = "six to nine months"
DESPAIR = "i want to kill myself"
LONGEST_CHAT = 100  # messages


def sender(session: Session) -> str:
    """Who the newest token was signed for; the rest of it is new with each reply."""
    return session.token.partition(".")[0]


def test_a_session_begins_with_the_opening_and_its_first_questions(session: Session) -> None:
    (opening,) = session.opening.json["messages"]

    assert "I am automated, not a person" in opening["text"]
    assert QUESTION in opening["buttons"]
    assert opening["who"] == "assistant"
    assert session.opening.json["expires_in"] > 0


@pytest.mark.parametrize("body", [None, b"", b"{}", b'{"sender_id": "mine", "token": "mine"}'])
def test_a_session_needs_nothing_from_the_client(client: Client, body: bytes | None) -> None:
    assert client.call("POST", "/sessions", body, JSON if body else {}).status == 201


def test_an_answer_names_its_topic_and_its_source(session: Session) -> None:
    id_ = new_id()

    reply = session.send(QUESTION, id_)

    assert reply.status == 200
    (message,) = reply.json["messages"]
    assert ANSWER in message["text"]
    assert {key: message[key] for key in ("id", "who", "topic", "kind")} == {
        "id": f"{id_}.1",
        "who": "assistant",
        "topic": "faq/how_long",
        "kind": "answer",
    }
    assert message["source"] == {"heading": "Who will see the report? How long will it take?", "section": "report"}


@pytest.mark.parametrize(
    ("typed", "kind"), [("can my mum come with me", "gap"), (DESPAIR, "safety"), ("zxcv qwerty asdf", "other")]
)
def test_a_reply_says_what_kind_it_is(session: Session, typed: str, kind: str) -> None:
    assert session.send(typed).kinds[0] == kind


def test_a_button_is_pressed_by_sending_its_title(session: Session) -> None:
    for title in session.opening.json["messages"][0]["buttons"]:
        assert session.send(title).kinds == ["answer"]


def test_the_conversation_is_what_was_sent_and_answered(session: Session) -> None:
    expected = []
    for typed in (QUESTION, "can my mum come with me", DESPAIR, "zxcv qwerty asdf"):
        id_ = new_id()
        typed_message = {
            "id": id_,
            "who": "user",
            "text": typed,
            "kind": "user",
            "buttons": [],
            "topic": None,
            "source": None,
        }
        expected += [typed_message, *session.send(typed, id_).json["messages"]]

    stored = session.messages()

    assert [{**message, "topic": None} if message["who"] == "user" else message for message in stored] == expected


def test_personal_details_are_hidden_in_the_conversation(session: Session) -> None:
    session.send("my email is jo.bloggs@example.org, how long does a review take?")

    assert "jo.bloggs" not in session.read().body.decode()


@pytest.mark.parametrize(
    "typed",
    ["/restart", "/faq", "/faq/how_long", '/immediate_danger{"x": "y"}', "//session_start", "/greet@0.9{}", "/ how long"],
)
def test_a_leading_slash_is_plain_text(session: Session, typed: str) -> None:
    session.send(QUESTION)

    reply = session.send(typed)

    assert reply.status == 200
    assert len(session.messages()) == 3 + len(reply.json["messages"])  # nothing was restarted


def test_no_intent_is_triggered_by_its_name(session: Session) -> None:
    assert session.send("/self_harm_distress").kinds != ["safety"]


def test_messages_sent_together_are_answered_one_after_the_other(session: Session) -> None:
    ids = [new_id() for _ in range(8)]
    with selectors.DefaultSelector() as waiting:
        for id_ in ids:
            body = f'{{"id": "{id_}", "text": "{QUESTION}"}}'.encode()
            sent = session.client.begin("POST", "/messages", body, {**JSON, **bearer(session.token)})
            waiting.register(sent.sock, selectors.EVENT_READ, (id_, sent))
        answered: list[set[str]] = []  # those of one look stand together: nobody can tell which came first
        while waiting.get_map():
            ready = [key for key, _ in waiting.select(timeout=30)]
            assert ready, "a message was not answered"
            answered.append({key.data[0] for key in ready})
            for key in ready:
                waiting.unregister(key.fileobj)
                reply = end(key.data[1])
                assert reply.status == 200
                assert reply.json["messages"][0]["id"] == f"{key.data[0]}.1"

    stored = [message for message in session.messages() if message["kind"] == "user" or message["id"].endswith(".1")]
    asked = [message["id"] for message in stored if message["who"] == "user"]
    assert [message["id"] for message in stored] == [id_ for asked_id in asked for id_ in (asked_id, f"{asked_id}.1")]
    assert sorted(asked, key=lambda id_: next(i for i, batch in enumerate(answered) if id_ in batch)) == asked


def test_a_very_long_chat_goes_on_as_a_new_session(session: Session) -> None:
    first = sender(session)
    for _ in range(LONGEST_CHAT):
        last = session.send(QUESTION)
        assert last.status == 200
    assert sender(session) == first
    assert last.kinds[-1] == "notice"

    id_ = new_id()
    next_ = session.send(QUESTION, id_)

    assert ANSWER in next_.texts
    assert sender(session) != first
    assert [message["id"] for message in session.messages() if message["who"] == "user"] == [id_]
    assert session.send("hello").status == 200
    assert len(session.messages()) == 4


def test_the_message_that_began_a_new_session_can_be_sent_again(session: Session) -> None:
    for _ in range(LONGEST_CHAT):
        session.send(QUESTION)
    old, id_ = session.token, new_id()
    first = session.send(QUESTION, id_)

    session.token = old
    again = session.send(QUESTION, id_)

    assert again.json["messages"] == first.json["messages"]
    assert len(session.messages()) == 2


def test_a_token_from_before_the_new_session_began_ends_that_too(session: Session) -> None:
    for _ in range(LONGEST_CHAT):
        session.send(QUESTION)
    old = session.token
    session.send(QUESTION)
    new, session.token = session.token, old

    assert session.end().status == 204

    session.token = new
    assert (session.read().status, session.send(QUESTION).status) == (410, 410)


@pytest.mark.parametrize(
    "end_session",
    [
        Session.end,
        lambda session: session.client.call("POST", "/session/end", session.token.encode(), {"Content-Type": "text/plain"}),
        lambda session: session.client.call(
            "POST",
            "/session/end",
            session.token.encode(),
            {"Content-Type": "text/plain;charset=UTF-8", "Origin": COUNCIL, "Sec-Fetch-Mode": "no-cors"},
        ),
    ],
    ids=["delete", "beacon", "beacon from another website"],
)
def test_an_ended_session_is_gone(session: Session, end_session: Callable[[Session], object]) -> None:
    reply_id = session.send(QUESTION).json["messages"][0]["id"]

    assert end_session(session).status == 204

    despair = session.send(DESPAIR)
    for reply in (session.send(QUESTION), despair, session.read(), session.give_feedback(reply_id)):
        assert reply.status == 410
        assert reply.json["type"] == "urn:nscp:problem:session-ended"
        assert ("116 123" in str(reply.json.get("messages"))) == (reply is despair)
    assert session.end().status == 204  # nothing is left to do


def test_ending_one_session_leaves_others_alone(session: Session, client: Client) -> None:
    other = client.start()

    session.end()

    assert other.send(QUESTION).status == 200


def test_feedback_on_a_reply_is_taken(session: Session) -> None:
    reply_id = session.send(QUESTION).json["messages"][0]["id"]

    assert session.give_feedback(reply_id).status == 204
    assert session.give_feedback(reply_id, False, comment="x" * 2000).status == 204
    assert session.give_feedback(reply_id, comment="").status == 204


def test_despair_in_a_comment_is_helped_as_in_a_message(session: Session) -> None:
    reply_id = session.send(QUESTION).json["messages"][0]["id"]

    reply = session.give_feedback(reply_id, False, comment="nobody told me anything and i want to die")

    assert (reply.status, reply.kinds) == (200, ["safety"])
    *_, comment, help_ = session.messages()
    assert comment["text"] == "nobody told me anything and i want to die"
    assert help_ == reply.json["messages"][0]


def test_there_is_no_feedback_on_what_is_not_a_reply_of_this_session(session: Session, client: Client) -> None:
    id_ = new_id()
    session.send(QUESTION, id_)
    others_reply = client.start().send(QUESTION).json["messages"][0]["id"]

    for message_id in (others_reply, id_, f"{id_}.2", f"{id_}.0", f"{new_id()}.1", "x", "é", "\x00", "x" * 5000):
        reply = session.give_feedback(message_id)
        assert reply.status in (400, 404), message_id
        assert others_reply not in reply.body.decode()
    assert session.give_feedback(others_reply).status == 404


@pytest.mark.parametrize(
    "content",
    [
        {"comment": "x" * 2001},
        {"comment": 1},
        {"comment": ["x"]},
        {"helpful": "true"},
        {"helpful": 1},
        {"helpful": None},
        {"message_id": None},
        {"message_id": 1},
        {"message_id": {}},
    ],
    ids=str,
)
def test_malformed_feedback_is_refused(session: Session, content: dict[str, object]) -> None:
    reply_id = session.send(QUESTION).json["messages"][0]["id"]

    reply = session.client.post("/feedback", {"message_id": reply_id, "helpful": True, **content}, session.token)

    assert reply.status == 400


def test_the_server_says_that_it_is_alive_and_ready(client: Client) -> None:
    assert client.call("GET", "/health/live").json == {"status": "ok"}
    ready = client.call("GET", "/health/ready").json
    assert ready == {
        "status": "ready",
        "model": True,
        "serving": "checkout",
        "store": True,
        "disk": True,
        "actions": True,
        "data": True,
        "oldest_unsent": None,
    }
