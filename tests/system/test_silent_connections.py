"""Connections on which nothing is said, more than the system lets the server have."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.running_server import Server, few_files, running
from tests.system.api.client import Client

FILES = 256
SILENT = 400


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product, behind a proxy, so that all connections come from one address."""
    with few_files(FILES):
        started = running(Server(tmp_path_factory.mktemp("few"), {"NSCP_TRUSTED_PROXIES": "1"}))
        server = next(started)
    yield server
    started.close()


def test_silent_connections_leave_room_for_families(server: Server) -> None:
    parts = urlsplit(server.address)
    with contextlib.ExitStack() as silent:
        for _ in range(SILENT):
            silent.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=5))

        reply = Client(server.api).start().send("i want to kill myself")

    assert (reply.status, reply.kinds[0]) == (200, "safety")  # from memory, if the first turn takes long
    assert "out of system resource" not in server.log("rasa")


def test_the_address_itself_leads_to_the_chat(server: Server) -> None:
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        connection.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 302")
    assert b"rasa" not in answer.lower()
