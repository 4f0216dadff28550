"""A client that opens connections and says nothing, or speaks for ever, takes them from nobody else."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator

import pytest
from sanic import Sanic
from sanic.compat import Header
from sanic.exceptions import RequestTimeout

from nscp.strict_http import connections, framing
from nscp.strict_http.connections import ConnectionLimits, read_strictly
from tests.web_server import WebServer, statuses, with_server

GET = b"GET /chat HTTP/1.1\r\nHost: x\r\n\r\n"
SHORT = 0.3  # seconds

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def asked(streams: Streams, what: bytes = GET) -> bytes:
    """What one of the server's routes says on an open connection; nothing, if the server closed it."""
    reader, writer = streams
    writer.write(what)
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        return head + await reader.read(100)
    except (asyncio.IncompleteReadError, ConnectionResetError):
        return b""


async def is_closed(streams: Streams) -> bool:
    try:
        return await asyncio.wait_for(streams[0].read(65536), 5) == b""
    except ConnectionResetError:
        return True
    except asyncio.TimeoutError:
        return False


def with_limits(server: WebServer, of_address: int | None, of_all: int) -> None:
    server.app.ctx.connection_limits = ConnectionLimits(of_address, of_all)


@pytest.mark.parametrize("beginning", [b"", b"GET /chat HT", b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"])
@pytest.mark.parametrize(("of_address", "of_all"), [(3, 100), (None, 3)], ids=["of an address", "in all"])
def test_connections_that_wait_for_their_client_make_room_for_new_ones(
    beginning: bytes, of_address: int | None, of_all: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    async def talk(server: WebServer) -> None:
        with_limits(server, of_address, of_all)
        idle = []
        for _ in range(20):
            idle.append(await server.connect())
            idle[-1][1].write(beginning)

        assert statuses(await server.answers(GET)) == [200]
        assert all([await is_closed(streams) for streams in idle[:17]])
        await asyncio.sleep(0)
        assert sum(connection.is_open for connection in live(server)) <= 3

    with_server(talk)

    assert len([record for record in caplog.records if record.levelno >= logging.WARNING]) == 1


def live(server: WebServer) -> list[connections.Connection]:
    return list(server.running.connections)


def test_a_request_that_is_being_answered_is_not_dropped() -> None:
    async def talk(server: WebServer) -> bytes:
        with_limits(server, 2, 2)
        working = asyncio.ensure_future(asked(await server.connect(), b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"))
        await asyncio.sleep(SHORT)
        for _ in range(5):
            await server.connect()
        await asyncio.sleep(SHORT)
        server.may_answer.set()
        return await working

    assert with_server(talk).endswith(b"at last")


def test_who_opens_the_most_loses_first(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(server: WebServer) -> bytes:
        with_limits(server, None, 6)
        family = await server.connect("127.0.0.2")
        await asked(family)
        for _ in range(20):
            await server.connect("127.0.0.3")
        await asyncio.sleep(SHORT)
        return await asked(family)

    assert statuses(with_server(talk)) == [200]


def test_a_kept_connection_is_used_again() -> None:
    async def talk(server: WebServer) -> list[int]:
        streams = await server.connect()
        return [status for _ in range(3) for status in statuses(await asked(streams))]

    assert with_server(talk) == [200, 200, 200]


def short_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (connections, framing):
        monkeypatch.setattr(module, "HEAD_SECONDS", SHORT)


def test_a_connection_on_which_nothing_was_ever_said_is_closed_after_the_time_for_a_head(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    short_deadlines(monkeypatch)

    async def talk(server: WebServer) -> tuple[bool, list[int]]:
        used, silent = await server.connect(), await server.connect()
        await asked(used)
        return await is_closed(silent), statuses(await asked(used))

    assert with_server(talk) == (True, [200])


@pytest.mark.parametrize("beginning", [b"", GET], ids=["the first", "a later one"])
def test_a_head_that_comes_drop_by_drop_is_given_up(monkeypatch: pytest.MonkeyPatch, beginning: bytes) -> None:
    short_deadlines(monkeypatch)

    async def talk(server: WebServer) -> bytes:
        streams = await server.connect()
        if beginning:
            await asked(streams, beginning)
        began = time.monotonic()
        reading = asyncio.ensure_future(streams[0].read(65536))
        streams[1].write(b"GET /chat HTTP/1.1\r\nX: ")
        while not reading.done() and time.monotonic() - began < 10 * SHORT:
            streams[1].write(b"x")
            await asyncio.wait({reading}, timeout=SHORT / 10)
        reading.cancel()
        return await reading if reading.done() and not reading.cancelled() else b""

    assert statuses(with_server(talk)) == [408]


@pytest.mark.parametrize("route", [b"GET /chat", b"POST /nothing", b"POST /echo"])
@pytest.mark.parametrize("drop", [b"x", b"1\r\nx\r\n"], ids=["with a length", "in chunks"])
def test_a_body_that_comes_drop_by_drop_is_given_up_also_where_nobody_wants_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, route: bytes, drop: bytes
) -> None:
    monkeypatch.setattr(framing, "BODY_SECONDS", SHORT)
    coding = b"Content-Length: 9999" if drop == b"x" else b"Transfer-Encoding: chunked"

    async def talk(server: WebServer) -> bool:
        reader, writer = await server.connect()
        writer.write(route + b" HTTP/1.1\r\nHost: x\r\n" + coding + b"\r\n\r\n")
        reading = asyncio.ensure_future(reader.read())  # until the server closes the connection
        began = time.monotonic()
        while not reading.done() and time.monotonic() - began < 10 * SHORT:
            writer.write(drop)
            await asyncio.wait({reading}, timeout=SHORT / 10)
        return reading.done()

    assert with_server(talk)
    assert "uncaught" not in caplog.text


def test_behind_a_proxy_the_addresses_are_for_the_proxy_to_count() -> None:
    async def talk(server: WebServer) -> None:
        assert server.app.ctx.connection_limits.of_address
        read_strictly(server.app, trusted_proxies=1)
        assert server.app.ctx.connection_limits.of_address is None

    with_server(talk)


def test_the_server_stays_below_the_files_that_it_may_open(monkeypatch: pytest.MonkeyPatch) -> None:
    async def most(server: WebServer) -> int:
        read_strictly(server.app, trusted_proxies=0)
        most: int = server.app.ctx.connection_limits.of_all
        return most

    monkeypatch.setattr(connections.resource, "getrlimit", lambda _: (256, 256))

    assert with_server(most) == 128


def test_a_body_that_comes_drop_by_drop_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Drops:
        request_body, keep_alive = True, True

        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.01)
                yield b"x"

    monkeypatch.setattr(framing, "BODY_SECONDS", 0.1)
    dripping = framing.StrictRequest(b"/chat", Header({}), "1.1", "POST", None, Sanic("drops", configure_logging=False))
    dripping.stream = Drops()

    with pytest.raises(RequestTimeout):
        asyncio.run(asyncio.wait_for(dripping.receive_body(), 60))
    assert not dripping.stream.request_body
    assert not dripping.stream.keep_alive
