"""Nobody reaches a conversation that is not theirs."""

from __future__ import annotations

import base64
import json
import time

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from assistant.channel.sessions import PURPOSE
from tests.running_server import Server
from tests.system.api.client import JSON, Client, Session, bearer, new_id
from tests.system.api.conftest import COUNCIL, KEY

HOUR = 3600
SESSION_HOURS = 24
SECRET = "our review is about a school"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


def sender_id(token: str) -> str:
    """What an attacker who saw a token, or guessed an id, would know."""
    payload = token.split(".")[0]
    read: str = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return read


def token_signed(sender: object, hours_ago: float = 0.0, key: str = KEY, purpose: str = PURPOSE) -> str:
    """A token as the server makes it, but of another time, key or purpose."""

    class SignerThen(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time() - hours_ago * HOUR)

    token: str = URLSafeTimedSerializer(key, salt=purpose, signer=SignerThen).dumps(sender)
    return token


def refused(client: Client, token: str | None, problem: str) -> None:
    """Check that a token opens nothing."""
    for reply in (
        client.post("/messages", {"id": new_id(), "text": "hello"}, token),
        client.call("GET", "/messages", headers=bearer(token)),
        client.post("/feedback", {"message_id": f"{new_id()}.1", "helpful": True}, token),
        client.call("DELETE", "/session", headers=bearer(token)),
    ):
        assert (reply.status, reply.json["type"]) == (401, f"urn:nscp:problem:{problem}")
        assert "a school" not in reply.body.decode()


def test_a_guessed_id_opens_nothing(client: Client, session: Session) -> None:
    session.send(SECRET)
    guessed = sender_id(session.token)
    unsigned = base64.urlsafe_b64encode(json.dumps(guessed).encode()).decode().rstrip("=")

    for token in (guessed, unsigned, f"{unsigned}.", f"{unsigned}..", f"{unsigned}.aSOa3A.AAAA", f"/{guessed}"):
        refused(client, token, "no-session")
    assert len(session.messages()) >= 2


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic dTpw", "Bearer null", "Bearer a b", "Token x", "é"]
)
def test_without_a_token_nothing_opens(client: Client, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode("utf-8").decode("latin-1")}

    for method, path, body in (("GET", "/messages", None), ("DELETE", "/session", None), ("POST", "/messages", b"{}")):
        reply = client.call(method, path, body, {**JSON, **headers})
        assert (reply.status, reply.json["type"]) == (401, "urn:nscp:problem:no-session")


def test_a_token_is_taken_from_its_header_only(client: Client, session: Session) -> None:
    session.send(SECRET)

    for path in (f"/messages?token={session.token}", f"/messages?sender={sender_id(session.token)}"):
        assert client.call("GET", path, headers={"Cookie": f"nscp_session={session.token}"}).status == 401


def test_a_forged_token_opens_nothing(client: Client, session: Session) -> None:
    session.send(SECRET)
    mine = client.start().token
    sender = sender_id(session.token)

    for token in (
        token_signed(sender, key="another key, as long as it has to be ..."),
        token_signed(sender, purpose="feedback link"),
        token_signed({"sender_id": sender}),
        token_signed([sender]),
        ".".join([session.token.split(".")[0], *mine.split(".")[1:]]),
        session.token[:-1],
        session.token + "A",
        session.token.lower(),
    ):
        refused(client, token, "no-session")


def test_an_expired_token_opens_nothing(client: Client, session: Session) -> None:
    session.send(SECRET)
    sender = sender_id(session.token)

    refused(client, token_signed(sender, hours_ago=SESSION_HOURS + 1), "session-expired")
    assert client.call("GET", "/messages", headers=bearer(token_signed(sender))).status == 200


@pytest.mark.parametrize("hours_ago", [SESSION_HOURS - 0.1, SESSION_HOURS / 2 - 0.1])
def test_a_session_can_go_on_for_its_whole_time_after_the_last_message(
    client: Client, session: Session, hours_ago: float
) -> None:
    session.send(SECRET)
    session.token = old = token_signed(sender_id(session.token), hours_ago)

    reply = session.send("hello")

    assert reply.json["expires_in"] == SESSION_HOURS * 3600
    assert session.token != old
    assert SECRET in session.read().body.decode()


def test_a_body_cannot_choose_the_conversation(client: Client, session: Session) -> None:
    session.send(SECRET)
    other, victim = client.start(), sender_id(session.token)
    before = session.messages()

    reply = client.post(
        "/messages",
        {"id": new_id(), "text": "hello", "sender": victim, "sender_id": victim, "token": session.token, "metadata": {}},
        other.token,
    )

    assert reply.status == 200
    assert session.messages() == before


def test_another_sessions_message_id_brings_nothing_of_it(client: Client, session: Session) -> None:
    id_ = new_id()
    theirs = session.send("i want to kill myself", id_)
    other = client.start()

    mine = other.send("How long does a review take?", id_)

    assert theirs.kinds[0] == "safety"
    assert mine.kinds == ["answer"]
    assert len(session.messages()) == len(other.messages()) == 2


def test_ending_needs_the_token(client: Client, session: Session) -> None:
    for body in (sender_id(session.token).encode(), b"", b"\xff\xfe", session.token[:-1].encode(), b'{"token": "x"}'):
        reply = client.call("POST", "/session/end", body, {"Content-Type": "text/plain"})
        assert reply.status in (400, 401)
    assert session.send("hello").status == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        f"{COUNCIL}.evil.example",
        f"{COUNCIL}:444",
        "http://www.council.example",
        "https://council.example",
        "null",
        "x",
    ],
)
def test_a_foreign_origin_is_refused(client: Client, session: Session, origin: str) -> None:
    headers = {"Origin": origin}
    token = session.token
    beacon = {"Content-Type": "text/plain", **headers}

    for reply in (
        client.post("/sessions", {}, **headers),
        client.post("/messages", {"id": new_id(), "text": "hello"}, token, **headers),
        client.call("GET", "/messages", headers={**bearer(token), **headers}),
        client.post("/feedback", {"message_id": f"{new_id()}.1", "helpful": True}, token, **headers),
        client.call("DELETE", "/session", headers={**bearer(token), **headers}),
        client.call("POST", "/session/end", token.encode(), beacon),
    ):
        assert (reply.status, reply.json["type"]) == (403, "urn:nscp:problem:foreign-origin")
        assert not [name for name in reply.headers if name.startswith("access-control-")]
    assert session.read().json == {"messages": []}  # neither typed for, nor ended


def test_pages_of_the_server_itself_and_of_listed_websites_are_served(server: Server, client: Client) -> None:
    for origin in (server.address, COUNCIL, "https://other.example"):
        reply = client.post("/sessions", {}, Origin=origin)

        assert reply.status == 201
        if origin != server.address:
            assert reply.headers["access-control-allow-origin"] == origin
            assert "origin" in reply.headers["vary"].lower()
        assert reply.headers.get("access-control-allow-credentials") != "true"


def test_listed_websites_can_read_problems_too(client: Client) -> None:
    reply = client.post("/messages", {}, "no token of ours", Origin=COUNCIL)

    assert reply.status == 401
    assert reply.headers["access-control-allow-origin"] == COUNCIL


@pytest.mark.parametrize(("path", "method"), [("/messages", "POST"), ("/session", "DELETE"), ("/sessions", "POST")])
def test_browsers_may_keep_the_answer_to_a_preflight(client: Client, path: str, method: str) -> None:
    asked = {**PREFLIGHT, "Access-Control-Request-Method": method}

    reply = client.call("OPTIONS", path, headers={"Origin": COUNCIL, **asked})

    assert reply.status in (200, 204)
    assert reply.headers["access-control-allow-origin"] == COUNCIL
    assert method in reply.headers["access-control-allow-methods"]
    allowed = reply.headers["access-control-allow-headers"].lower()
    assert "authorization" in allowed
    assert "content-type" in allowed
    assert int(reply.headers["access-control-max-age"]) >= 600


def test_a_preflight_of_a_foreign_website_allows_nothing(client: Client) -> None:
    reply = client.call("OPTIONS", "/messages", headers={"Origin": "https://evil.example", **PREFLIGHT})

    assert reply.status < 500
    assert "access-control-allow-origin" not in reply.headers
