"""Whatever is sent, the answer is what the API says, and never a fault of the server."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.running_server import Server
from tests.system.api.client import JSON, Client, Reply, Session, bearer, new_id

QUESTION = "How long does a review take?"
ID = "7d1f6a2e-3f0c-4a55-9a53-0c7c1c7a5d11"
LONGEST_BODY = 256 * 1024  # bytes
LONGEST_TEXT = 20_000  # characters
DEEP = 100_000  # brackets


def post(session: Session, body: bytes, headers: dict[str, str] | None = None) -> Reply:
    """Send a body as it is."""
    return session.client.call("POST", "/messages", body, headers or {**JSON, **bearer(session.token)})


def problem(reply: Reply) -> tuple[int, str]:
    """Status and code of a problem."""
    return reply.status, reply.json["type"].removeprefix("urn:nscp:problem:")


def padded(length: int) -> bytes:
    """A good message of exactly so many bytes."""
    message = {"id": new_id(), "text": QUESTION, "padding": ""}
    return json.dumps({**message, "padding": "x" * (length - len(json.dumps(message)))}).encode()


WRONG = [
    b"",
    b" ",
    b"x",
    b"null",
    b"1",
    b"1e999",
    b"NaN",
    b"true",
    b'"text"',
    b"[]",
    b'["id", "text"]',
    b"{}",
    b"{",
    b"{'id': 1}",
    b'{"id"',
    b'{"id": "%s"}' % ID.encode(),
    b'{"text": "hello"}',
    b'{"id": "%s", "text": null}' % ID.encode(),
    b'{"id": "%s", "text": 1}' % ID.encode(),
    b'{"id": "%s", "text": true}' % ID.encode(),
    b'{"id": "%s", "text": ["hello"]}' % ID.encode(),
    b'{"id": "%s", "text": {"a": 1}}' % ID.encode(),
    b'{"id": "%s", "text": "hello"} x' % ID.encode(),
    b'[{"id": "%s", "text": "hello"}]' % ID.encode(),
    b'{"id": null, "text": "hello"}',
    b'{"id": 1, "text": "hello"}',
    b'{"id": ["%s"], "text": "hello"}' % ID.encode(),
    b'{"id": "", "text": "hello"}',
    b'{"id": "1", "text": "hello"}',
    b'{"id": "%s.1", "text": "hello"}' % ID.encode(),
    b'{"id": "' + b"1" * 1000 + b'", "text": "hello"}',
    b'{"id": "\\u0000", "text": "hello"}',
    b'{"id": "\\ud800", "text": "hello"}',
]


@pytest.mark.parametrize("body", WRONG, ids=lambda body: repr(body[:40]))
def test_a_body_of_the_wrong_type_is_refused(session: Session, body: bytes) -> None:
    assert problem(post(session, body)) == (400, "bad-request")
    assert session.messages() == []


@pytest.mark.parametrize("body", [b"[]", b"null", b"1", b"x", b'"x"', b"\xff"])
def test_a_session_is_not_started_by_what_is_not_an_object(client: Client, body: bytes) -> None:
    assert problem(client.call("POST", "/sessions", body, JSON)) == (400, "bad-request")


@pytest.mark.parametrize(
    "type_", [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"]
)
def test_what_does_not_call_itself_json_is_refused(session: Session, type_: str | None) -> None:
    headers = bearer(session.token) if type_ is None else {**bearer(session.token), "Content-Type": type_}

    assert problem(post(session, padded(300), headers)) == (415, "not-json")


def test_unknown_keys_are_ignored(session: Session) -> None:
    content = {"id": new_id(), "text": QUESTION, "intent": "x", "metadata": {"a": 1}, "input_channel": "rest", "é": None}

    reply = session.client.post("/messages", content, session.token)

    assert reply.kinds == ["answer"]


@pytest.mark.parametrize(
    "body",
    [
        b"[" * DEEP,
        b"[" * DEEP + b"]" * DEEP,
        b'{"a":' * DEEP,
        b'{"id": "%s", "text": "hello", "more": ' % ID.encode() + b"[" * DEEP + b"]" * DEEP + b"}",
    ],
    ids=["open", "closed", "objects", "beside a good message"],
)
def test_deep_json_is_refused(session: Session, body: bytes) -> None:
    expected = (413, "too-long") if len(body) > LONGEST_BODY else (400, "bad-request")

    assert problem(post(session, body)) == expected
    assert session.send(QUESTION).status == 200


@pytest.mark.parametrize("text", [b"\xff", b"\xc3(", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"hello \xe9"], ids=repr)
def test_invalid_utf8_is_refused(session: Session, text: bytes) -> None:
    assert problem(post(session, b'{"id": "%s", "text": "%s"}' % (ID.encode(), text))) == (400, "bad-request")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_json_in_another_encoding_is_refused(session: Session, encoding: str) -> None:
    assert problem(post(session, padded(300).decode().encode(encoding))) == (400, "bad-request")


@pytest.mark.parametrize("text", ["", " ", "\n\t", "/", " // ", "\x00", "\x1b\x07", "\u00a0"], ids=repr)
def test_a_text_with_nothing_to_read_is_refused(session: Session, text: str) -> None:
    reply = session.send(text)

    assert problem(reply) == (422, "empty")


STRANGE_TEXTS = {
    "half a surrogate pair": "\ud800 how long does it take",
    "a control character": "how long\x00 does it \x1btake",
    "turned round": "\u202ehow long does it take",
    "all combining": "h" + "\u0301" * 5000,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 " * 500,
    "one word": "x" * LONGEST_TEXT,
    "nothing to see": "\u200b\u2060",
    "braces": "{nscp_email} {0} %s ${HOME} {{7*7}} {sender_id}",
    "markup": "<script>alert(1)</script> [x](javascript:x) {% raw %}",
    "sql": "'; DROP TABLE events; --",
    "a number": "9" * 5000,
    "not a character": "\uffff\ufdd0\ue000",
    "a metadata prefix": '[{"a": 1}]{"intent": "greet"}',
}


@pytest.mark.parametrize("name", STRANGE_TEXTS)
def test_a_strange_text_is_answered_and_can_be_read_again(session: Session, name: str) -> None:
    reply = session.send(STRANGE_TEXTS[name])

    assert reply.status in (200, 400, 422)
    assert session.send(QUESTION).kinds[0] == "answer"
    assert session.read().status == 200
    assert session.client.call("GET", "/health/ready").status == 200


def test_a_text_of_20000_characters_is_read_to_its_end(session: Session) -> None:
    despair = "i want to kill myself"

    # The second is six times as many bytes in JSON; the last is more sentences than anybody writes.
    for filler in ("a ", "\U0001f600 ", "why?\n"):
        text = (filler * LONGEST_TEXT)[: LONGEST_TEXT - len(despair) - 2] + ". " + despair
        assert len(text) == LONGEST_TEXT
        assert "safety" in session.send(text).kinds


def test_a_longer_text_is_refused_with_a_way_to_get_help(session: Session) -> None:
    assert problem(session.send("x" * (LONGEST_TEXT + 1))) == (413, "too-long")


def test_an_oversized_body_is_refused(session: Session) -> None:
    assert post(session, padded(LONGEST_BODY)).status == 200
    assert problem(post(session, padded(LONGEST_BODY + 1))) == (413, "too-long")
    assert problem(session.client.call("POST", "/sessions", padded(LONGEST_BODY + 1), JSON)) == (413, "too-long")


def test_an_oversized_body_is_refused_before_it_is_sent(session: Session) -> None:
    headers = {**JSON, **bearer(session.token), "Content-Length": str(10**12)}

    assert problem(session.client.call("POST", "/messages", b"{", headers)) == (413, "too-long")


def test_an_oversized_body_that_does_not_say_its_length_is_refused(session: Session) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(64):
            yield b" " * 64 * 1024

    reply = session.client.call("POST", "/messages", parts(), {**JSON, **bearer(session.token)})

    assert problem(reply) == (413, "too-long")


def test_a_good_body_may_come_in_parts(session: Session) -> None:
    body = padded(3000)

    reply = session.client.call("POST", "/messages", iter([body[:10], body[10:]]), {**JSON, **bearer(session.token)})

    assert reply.status == 200


def test_an_oversized_beacon_is_refused(client: Client) -> None:
    reply = client.call("POST", "/session/end", b"x" * (LONGEST_BODY + 1), {"Content-Type": "text/plain"})

    assert reply.status in (401, 413)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_wrong_method_is_refused(client: Client, method: str) -> None:
    reply = client.call(method, "/messages", b"{}", JSON)

    assert problem(reply) == (405, "wrong-method")
    assert {"GET", "POST"} <= {allowed.strip() for allowed in reply.headers["allow"].split(",")}


@pytest.mark.parametrize("path", ["/", "/nothing", "/messages/1", "/../rest/webhook", "/messages%00", "/%ff", "/webhook"])
def test_an_unknown_address_is_refused(client: Client, path: str) -> None:
    reply = client.call("GET", path)

    assert problem(reply) == (404, "not-found")


BROKEN_REQUESTS = [
    b"x\r\n\r\n",
    b"POST /webhooks/website/messages\r\n\r\n",
    b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
    b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}",
    b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 1_0\r\n\r\n{}",
    b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 1\r\n\r\n{}",
    b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n{}",
    b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n",
    b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nExpect: much\r\nContent-Length: 2\r\n\r\n{}",
    b"POST /webhooks/website/messages HTTP/1.1\r\nHost: \r\nContent-Length: 2\r\n\r\n{}",
    b"GET /webhooks/website/messages HTTP/1.1\r\n\r\n",
    b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /webhooks/website/messages HTTP/9.9\r\nHost: x\r\n\r\n",
    b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
    b"GET /webhooks/website/\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
]


@pytest.mark.parametrize("sent", BROKEN_REQUESTS, ids=lambda sent: repr(sent[:80]))
def test_a_request_that_is_not_http_is_no_fault_of_the_server(server: Server, client: Client, sent: bytes) -> None:
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65536)

    assert not answer.startswith(b"HTTP/1.1 5"), answer[:300]
    assert b"Traceback" not in answer
    assert client.call("GET", "/health/live").status == 200


def test_a_form_in_an_encoding_that_costs_much_holds_nobody_up(server: Server, session: Session) -> None:
    head = b'--x-x\r\nContent-Disposition: form-data; name="text"\r\nContent-Type: text/plain; charset=punycode\r\n\r\n'
    body = head + b"a" * 120_000 + b"-" + b"a" * 120_000 + b"\r\n--x-x--\r\n"
    before = time.monotonic()

    page = Client(server.address).call("POST", "/chat", body, {"Content-Type": "multipart/form-data; boundary=x-x"})

    assert page.status == 422
    assert time.monotonic() - before < 1  # it took four seconds, in which nobody else was answered
