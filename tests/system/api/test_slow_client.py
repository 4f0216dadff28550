"""A client that begins a request and never finishes it. (The last of these tests: its clients began before the first.)"""

from __future__ import annotations

from tests.system.api.client import Client, Session
from tests.system.api.conftest import HalfRequests

PATIENCE = 70  # seconds


def test_a_slow_client_is_cut_off_and_holds_nobody_up(
    half_requests: HalfRequests, session: Session, other_process: Client
) -> None:
    assert session.send("How long does a review take?", client=other_process).status == 200

    for beginning, connection in half_requests.connections.items():
        connection.settimeout(PATIENCE)
        answer = b""
        while part := connection.recv(65536):  # ends when the server closes the connection
            answer += part
        assert answer.split(b" ", 2)[1] == b"408", (beginning, answer)
        assert b"999" in answer
        assert (b"content-security-policy: default-src 'none'" in answer.lower()) is beginning.startswith(b"POST /chat")
