"""The servers that these tests share; starting one takes seconds."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tests.running_server import Server, free_port, running
from tests.system.api.client import Client, Session
from tests.system.api.description import ApiDescription

KEY = "a key that signs nothing but these tests' sessions"
COUNCIL = "https://www.council.example"  # a website that may use the API
NO_LIMIT = "1000000/minute"
SESSION_RATE = 3  # messages an hour on the strict server
ADDRESS_RATE = 20  # requests an hour on the strict server

ADDRESSES = itertools.count(1)
DESCRIPTION = ApiDescription()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product, without limits on how much comes in."""
    settings = {
        "NSCP_SECRET_KEY": KEY,
        "NSCP_ORIGINS": f"https://other.example,{COUNCIL}",
        "NSCP_RATE_SESSION": NO_LIMIT,
        "NSCP_RATE_ADDRESS": NO_LIMIT,
    }
    yield from running(Server(tmp_path_factory.mktemp("server"), settings))


@pytest.fixture(scope="package")
def strict_server(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another server process on the same database, with low limits, behind a proxy, without an action server."""
    settings = {
        "NSCP_SECRET_KEY": KEY,
        "NSCP_DATABASE_URL": f"sqlite:///{server.var / 'nscp.sqlite'}",
        "NSCP_RATE_SESSION": f"{SESSION_RATE}/hour",
        "NSCP_RATE_ADDRESS": f"{ADDRESS_RATE}/hour",
        "NSCP_TRUSTED_PROXIES": "1",
    }
    nobody = f"http://127.0.0.1:{free_port()}/webhook"
    yield from running(Server(tmp_path_factory.mktemp("strict"), settings, action_address=nobody))


@pytest.fixture(scope="package")
def paused_server(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that was told to pause."""
    settings = {"NSCP_PAUSED": "true"}
    yield from running(Server(tmp_path_factory.mktemp("paused"), settings, action_address=server.action_address))


@pytest.fixture
def client(server: Server) -> Client:
    """A client of the product; each reply is compared with docs/openapi.yml."""
    return Client(server.api, DESCRIPTION.check)


@pytest.fixture
def session(client: Client) -> Session:
    """A session, just started."""
    return client.start()


@pytest.fixture
def other_process(strict_server: Server, address: str) -> Client:
    """A client of the strict server, with a network address of its own."""
    return Client(strict_server.api, DESCRIPTION.check, {"X-Forwarded-For": address})


@pytest.fixture
def address() -> str:
    """A network address that no other test has."""
    return f"10.0.0.{next(ADDRESSES)}"


@pytest.fixture
def paused(paused_server: Server) -> Client:
    """A client of the paused server."""
    return Client(paused_server.api, DESCRIPTION.check)


@dataclass(frozen=True)
class HalfRequests:
    """Requests that were begun and never finished, so that nobody has to wait for the server to lose patience.

    Attributes:
        connections: what was sent -> the open connection.
    """

    connections: dict[bytes, socket.socket]


@pytest.fixture(scope="package", autouse=True)
def half_requests(strict_server: Server) -> Iterator[HalfRequests]:
    """Slow clients of the server that no test restarts; begun before the first test, looked at by the last."""
    beginnings = [
        b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nContent-Ty",
        b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b'Content-Length: 60\r\n\r\n{"id": ',
        b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 60\r\n\r\ntext=",
    ]
    connections = {}
    parts = urlsplit(strict_server.address)
    try:
        for beginning in beginnings:
            connections[beginning] = socket.create_connection((parts.hostname, parts.port))
            connections[beginning].sendall(beginning)
        yield HalfRequests(connections)
    finally:
        for connection in connections.values():
            connection.close()
