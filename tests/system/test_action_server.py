"""The action server acts for our Rasa server alone, and tells nobody what it was sent."""

from __future__ import annotations

import contextlib
import json
import socket
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from nscp.action_calls import LONGEST_CALL, signature
from tests.running_server import Server, few_files
from tests.system.api.client import Client, Reply

TYPED = "words that a family typed"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An action server with its tables, and no Rasa server."""
    server = Server(tmp_path_factory.mktemp("actions"))
    try:
        server.migrate()
        server.start_actions()
        yield server
    finally:
        server.stop()


def call_of(tracker: object, action: str = "action_hand_off", **more: str) -> bytes:
    """The body of a call."""
    return json.dumps({"next_action": action, "tracker": tracker, "version": "3.6.21", **more}).encode()


FORGED = call_of({"sender_id": "a" * 32, "slots": {}, "latest_message": {"text": TYPED}, "events": []})


def post(server: Server, body: bytes, headers: Mapping[str, str] = JSON) -> Reply:
    """Call it."""
    address, _, path = server.action_address.rpartition("/")
    return Client(address).call("POST", f"/{path}", body, headers)


def signed(server: Server, body: bytes) -> dict[str, str]:
    """The headers of the Rasa server's call."""
    return {**JSON, "Authorization": signature(server.action_key, body)}


def test_a_call_of_the_rasa_server_is_answered(server: Server) -> None:
    reply = post(server, FORGED, signed(server, FORGED))

    assert (reply.status, reply.json["responses"][0]["response"]) == (200, "utter_hand_off_two_ways")


@pytest.mark.parametrize(
    "headers",
    [
        JSON,
        {"Content-Type": "text/plain", "Origin": "https://evil.example"},
        {**JSON, "Authorization": signature("k" * 64, FORGED)},
        {**JSON, "Authorization": "Bearer \u00e4"},
    ],
)
def test_a_forged_call_is_refused(server: Server, headers: Mapping[str, str]) -> None:
    reply = post(server, FORGED, headers)

    assert reply.status in (401, 415)
    assert "responses" not in reply.json


def test_a_signed_call_cannot_be_made_to_speak_for_another_chat(server: Server) -> None:
    headers = signed(server, FORGED)

    assert post(server, FORGED.replace(b"a" * 32, b"b" * 32), headers).status == 401


def test_a_page_elsewhere_cannot_call_it_even_with_a_body_that_was_signed(server: Server) -> None:
    reply = post(server, FORGED, {**signed(server, FORGED), "Content-Type": "text/plain"})

    assert reply.status == 415


@pytest.mark.parametrize("body", [call_of(TYPED), call_of([TYPED]), b'{"' + TYPED.encode()])
def test_a_malformed_call_is_not_sent_back(server: Server, body: bytes) -> None:
    for headers in (JSON, signed(server, body)):
        reply = post(server, body, headers)

        assert reply.status >= 400
        assert TYPED.encode() not in reply.body
    assert TYPED not in server.log("actions")


def test_a_compressed_call_is_not_inflated(server: Server) -> None:
    body = zlib.compress(b" " * 50_000_000)
    before = largest_memory(server)

    assert post(server, body, {**signed(server, body), "Content-Encoding": "deflate"}).status == 415

    assert largest_memory(server) - before < 20_000  # KiB


def test_a_call_that_is_too_long_is_refused(server: Server) -> None:
    body = call_of({"sender_id": "x" * LONGEST_CALL})

    assert post(server, body, signed(server, body)).status in (401, 413)


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: -1",
        b"Content-Length: +1",
        b"Content-Length : 1",
        b"Content-Length: 1\r\nContent-Length: 2",
        b"Transfer-Encoding: chunked\r\nContent-Length: 1",
        b"Transfer-Encoding: gzip, chunked",
    ],
)
def test_a_call_that_does_not_say_clearly_where_it_ends_is_refused_and_stops_nothing(server: Server, framing: bytes) -> None:
    answer = answer_to(server, b"POST /webhook HTTP/1.1\r\nHost: x\r\n" + framing + b"\r\n\r\nx")

    assert answer.startswith(b"HTTP/1.1 4")
    assert is_well(server)


@pytest.mark.parametrize("size", [b"-5", b"0x1", b"+1", b"1" * 5000])
def test_a_call_in_parts_of_no_clear_size_is_refused_and_stops_nothing(server: Server, size: bytes) -> None:
    head = b"POST /webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    assert answer_to(server, head + size + b"\r\nx\r\n0\r\n\r\n").startswith(b"HTTP/1.1 4")
    assert is_well(server)


def test_connections_on_which_nothing_is_said_keep_no_call_out(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.migrate()
    try:
        with few_files(256):
            server.start_actions()
        with contextlib.ExitStack() as silent:
            for _ in range(400):
                silent.enter_context(socket.create_connection(where(server)))
            assert post(server, FORGED, signed(server, FORGED)).status == 200
    finally:
        server.stop()


def test_only_its_health_is_told_to_everybody(server: Server) -> None:
    client = Client(server.action_address.removesuffix("/webhook"))

    assert client.call("GET", "/health").status == 200
    assert client.call("GET", "/actions").status == 401


def test_refused_calls_are_said_in_the_log_and_do_not_fill_it(server: Server) -> None:
    for _ in range(20):
        post(server, FORGED)

    assert server.log("actions").count("NSCP_ACTION_KEY") == 1


def where(server: Server) -> tuple[str, int]:
    """Host and port of the action server."""
    address = urlsplit(server.action_address)
    return str(address.hostname), int(address.port or 0)


def answer_to(server: Server, sent: bytes) -> bytes:
    """What the action server answers to bytes, until it closes the connection."""
    answer = b""
    with socket.create_connection(where(server), timeout=10) as connection:
        connection.sendall(sent)
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65536):
                answer += part
    return answer


def is_well(server: Server) -> bool:
    """Whether the action server still answers."""
    return Client(server.action_address.removesuffix("/webhook")).call("GET", "/health").status == 200


def largest_memory(server: Server) -> int:
    """The most memory that the action server has had, in KiB."""
    status = Path(f"/proc/{server.pid('actions')}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
