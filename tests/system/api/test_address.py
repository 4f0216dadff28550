"""Whatever cannot be done, the reply names NSCP's address."""

from __future__ import annotations

import contextlib
import html
import http.client

import pytest

from tests.running_server import Server
from tests.system.api.client import JSON, Client, bearer, connect, new_id

ADDRESS = "NSCP@northnorthants.gov.uk"
FOREIGN = {"Origin": "https://evil.example"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROUTES = ("/sessions", "/messages", "/feedback", "/session", "/session/end", "/nowhere", "/health/nowhere")
BODIES = (b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b'{"id": 1, "text": 2}', b'{"id": "1", "text": " "}')
PAGES = ("/chat", "/chat/start-again", "/chat/before", "/chat/exit", "/chat/nowhere", "/guide", "/status", "/nowhere")
FORMS = (b"", b"text=", b"text=%FF%FE&id=1", b"text=" + b"x" * 30_000, b"x" * 400_000)
SENT_WITH = (FORM, {**FORM, **FOREIGN}, {"Cookie": "nscp_session=forged"}, {"Content-Type": "multipart/form-data"})


@pytest.mark.parametrize("path", ROUTES)
def test_every_error_of_the_api_names_nscp(server: Server, path: str) -> None:
    client = Client(server.api)  # the description does not say what each address answers to what it does not know
    token = bearer(client.start().token)
    refused = 0
    for method in METHODS:
        for headers in ({}, JSON, {**JSON, **token}, {**token, **FOREIGN}, bearer("forged"), {"Content-Type": "text/plain"}):
            for body in BODIES:
                reply = client.call(method, path, body, headers)
                if reply.status >= 400:
                    refused += 1
                    assert ADDRESS in reply.json["detail"], (method, path, headers, body, reply.body)

    assert refused


@pytest.mark.parametrize("path", PAGES)
def test_every_error_of_the_pages_names_nscp(server: Server, path: str) -> None:
    for method in METHODS:
        for headers in SENT_WITH:
            for body in FORMS:
                status, page = call(server, method, path, body, headers)
                if status >= 400:
                    assert ADDRESS in page, (method, path, headers, body[:20], status, page[:300])


def test_a_message_that_is_too_long_is_told_where_to_write(client: Client) -> None:
    reply = client.start().send("x" * 20_001, new_id())

    assert reply.status == 413
    assert ADDRESS in reply.json["detail"]


def call(server: Server, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Status and body, as a person reads it."""
    connection = connect(server.address)
    try:
        # A server need not read all of what it refuses; its answer may be there all the same.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, path, body, {"Connection": "close", **headers})
        answer: http.client.HTTPResponse = connection.getresponse()
        return answer.status, html.unescape(answer.read().decode())
    finally:
        connection.close()
