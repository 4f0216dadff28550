"""The small parts that every request passes."""

from __future__ import annotations

import asyncio
import itertools
import json
import socketserver
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from sanic import Sanic
from sanic.compat import Header
from sanic.exceptions import RequestTimeout
from sanic.request import Request

from assistant.channel.cross_origin import headers_for, is_allowed
from assistant.channel.guard import client_address
from assistant.channel.json_body import read_id, read_object, read_text
from assistant.channel.pause import Pause
from assistant.channel.problems import Problem
from assistant.channel.rate_limits import RateLimits
from assistant.in_order import InOrder
from assistant.store.database import StoreFailed
from nscp.setting_values import SettingsError
from nscp.strict_http import framing
from tests.running_server import free_port

NUMBERS = itertools.count(1)
SITE = "https://www.example.org"


def request(body: bytes = b"{}", content_type: str = "application/json") -> Any:
    return SimpleNamespace(body=body, headers={"content-type": content_type}, ip="127.0.0.1")


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"{}", "text/plain", "not-json"),
        (b"{}", "", "not-json"),
        (b"", "application/json", "bad-request"),
        (b"[1]", "application/json", "bad-request"),
        (b'"text"', "application/json", "bad-request"),
        (b"{", "application/json", "bad-request"),
        (b'{"a": "\xff"}', "application/json", "bad-request"),
        (b"[" * 100_000, "application/json", "bad-request"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "application/json", "bad-request"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "application/json", "bad-request"),
    ],
)
def test_a_body_that_is_not_a_json_object_is_a_problem(body: bytes, content_type: str, code: str) -> None:
    with pytest.raises(Problem) as raised:
        # A Python without a limit on digits reads the long number; it is then of the wrong type.
        read_text(read_object(request(body, content_type)), "a")

    assert raised.value.code == code


@pytest.mark.parametrize("value", [None, 1, True, [], {}, 1.5])
def test_a_value_of_the_wrong_type_is_a_problem(value: object) -> None:
    with pytest.raises(Problem):
        read_text({"text": value}, "text")


@pytest.mark.parametrize("value", ["", "1", "not-a-uuid", "x" * 36, "'; DROP TABLE events; --"])
def test_an_id_that_is_no_uuid_is_a_problem(value: str) -> None:
    with pytest.raises(Problem):
        read_id({"id": value}, "id")


def test_one_id_in_two_spellings_is_one_id() -> None:
    plain = "0b5b917b-541f-41c6-92a6-67a2a009a53d"

    assert read_id({"id": plain.upper()}, "id") == plain == read_id({"id": f"{{{plain}}}"}, "id")


def test_a_good_body_is_read() -> None:
    assert read_object(request(json.dumps({"text": "é"}).encode(), "application/json; charset=utf-8")) == {"text": "é"}


def test_a_body_that_comes_drop_by_drop_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Drops:
        request_body, keep_alive = True, True

        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.01)
                yield b"x"

    monkeypatch.setattr(framing, "BODY_SECONDS", 0.1)
    dripping = framing.FramedRequest(b"/chat", Header({}), "1.1", "POST", None, Sanic("drops", configure_logging=False))
    dripping.stream = Drops()

    with pytest.raises(RequestTimeout):
        asyncio.run(asyncio.wait_for(dripping.receive_body(), 60))
    assert not dripping.stream.request_body
    assert not dripping.stream.keep_alive


def address_of(forwarded: tuple[str, ...], proxies: int, peer: str = "127.0.0.1") -> str:
    """The address that is counted for a request with these lines of X-Forwarded-For."""
    app = Sanic(f"proxies_{next(NUMBERS)}", configure_logging=False)
    app.config.PROXIES_COUNT = proxies
    headers = Header([("x-forwarded-for", line) for line in forwarded])
    asked = Request(b"/", headers, "1.1", "GET", None, app)
    asked.conn_info = SimpleNamespace(client_ip=peer)
    return client_address(asked)


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ((), 0, "127.0.0.1"),
        (("6.6.6.6",), 0, "127.0.0.1"),
        ((), 1, "127.0.0.1"),
        (("1.2.3.4",), 1, "1.2.3.4"),
        (("6.6.6.6, 1.2.3.4",), 1, "1.2.3.4"),
        (("6.6.6.6, 1.2.3.4, 10.0.0.1",), 2, "1.2.3.4"),
        (("1.2.3.4",), 2, "127.0.0.1"),
        (("6.6.6.6", "1.2.3.4"), 1, "1.2.3.4"),
        (("6.6.6.6", "1.2.3.4, 10.0.0.1"), 2, "1.2.3.4"),
    ],
)
def test_a_client_cannot_choose_its_address(forwarded: tuple[str, ...], proxies: int, address: str) -> None:
    assert address_of(forwarded, proxies) == address


def test_a_host_is_one_address_whichever_of_its_ipv6_addresses_it_uses() -> None:
    assert address_of(("2001:db8::1",), 1) == address_of((), 0, peer="2001:db8::ffff:2") == "2001:db8::"
    assert address_of((), 0, peer="2001:db8:0:1::1") != "2001:db8::/64"
    assert address_of((), 0, peer="::ffff:1.2.3.4") == "1.2.3.4"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        (SITE, True),
        (SITE.upper(), True),
        ("https://our.host", True),
        ("https://evil.example", False),
        ("null", False),
        ("http://[", False),
        ("http://[::1", False),
        ("//our.host", False),
    ],
)
def test_only_our_own_and_listed_origins_may_use_the_api(origin: str | None, allowed: bool) -> None:
    headers = {"host": "our.host"} | ({"origin": origin} if origin else {})

    assert is_allowed(headers, [SITE]) is allowed


def test_only_a_listed_origin_may_read_the_answer() -> None:
    assert headers_for({"origin": SITE}, [SITE])["Access-Control-Allow-Origin"] == SITE
    assert "Access-Control-Allow-Origin" not in headers_for({"origin": "https://evil.example"}, [SITE])
    assert int(headers_for({"origin": SITE}, [SITE])["Access-Control-Max-Age"]) > 0


def test_the_limits_count_each_session_and_each_address_for_itself() -> None:
    async def waits() -> list[int]:
        limits = RateLimits("2/minute", "3/minute", "memory://")
        return [
            *[await limits.wait_of_session("a") for _ in range(3)],
            await limits.wait_of_session("b"),
            *[await limits.wait_of_address("a") for _ in range(4)],
        ]

    one, two, too_many, other_session, *addresses, too_many_for_one = asyncio.run(waits())

    assert (one, two, other_session, addresses) == (0, 0, 0, [0, 0, 0])
    assert 1 <= too_many <= 60
    assert 1 <= too_many_for_one <= 60


def test_when_the_counts_cannot_be_reached_everybody_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = RateLimits("1/minute", "1/minute", "memory://")

    async def fail(*_: object) -> bool:
        raise ConnectionError

    monkeypatch.setattr(limits._limiter, "hit", fail)

    assert asyncio.run(limits.wait_of_session("a")) == 0


@pytest.mark.parametrize("storage", ["carrier-pigeon://", "memcached://host", "redis://host:port"])
def test_an_unknown_place_to_count_is_a_wrong_setting(storage: str) -> None:
    with pytest.raises(SettingsError, match="NSCP_RATE_STORAGE"):
        RateLimits("1/minute", "1/minute", storage)


@contextmanager
def listening(answer: bytes) -> Iterator[str]:
    """The address of a place to count that answers each call like this; with nothing, if that is empty."""

    class Calls(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while self.request.recv(65536):
                self.request.sendall(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Calls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"redis://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def waits_at(storage: str, times: int = 1) -> list[int]:
    async def ask() -> list[int]:
        limits = RateLimits("1/minute", "1/minute", storage)
        return [await limits.wait_of_address("a") for _ in range(times)]

    return asyncio.run(asyncio.wait_for(ask(), 60))


def test_a_shared_place_to_count_is_asked() -> None:
    with listening(b":1\r\n") as yes, listening(b":0\r\n") as no:
        assert waits_at(yes) == [0]
        assert waits_at(no) == [1]


def test_where_nobody_listens_everybody_is_let_in() -> None:
    assert waits_at(f"redis://127.0.0.1:{free_port()}", times=3) == [0, 0, 0]


def test_a_shared_place_that_is_silent_holds_nobody_up_and_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    with listening(b"") as silent:
        assert waits_at(silent, times=1000) == [0] * 1000

    assert len([record for record in caplog.records if "counted" in record.message]) == 1


def test_messages_of_one_conversation_wait_for_each_other_and_others_do_not() -> None:
    async def play() -> list[str]:
        done: list[str] = []
        in_order, first_may_end = InOrder(), asyncio.Event()

        async def message(sender_id: str, name: str, wait: bool = False) -> None:
            async with in_order.turn_of(sender_id):
                if wait:
                    await first_may_end.wait()
                done.append(name)
                if name == "other":
                    first_may_end.set()

        await asyncio.wait_for(
            asyncio.gather(message("a", "first", wait=True), message("a", "second"), message("b", "other")), 5
        )
        return done

    assert asyncio.run(play()) == ["other", "first", "second"]


class Row:
    """A database that answers one question."""

    def __init__(self, notice: str | None) -> None:
        self.notice = notice
        self.fails = False

    async def run(self, _: object) -> str | None:
        if self.fails:
            raise StoreFailed("gone")
        return self.notice


def notice_of(pause: Pause) -> str | None:
    pause._looked = float("-inf")  # as if its time to look again had come
    return asyncio.run(pause.notice())


def test_a_pause_by_setting_gives_the_fixed_notice() -> None:
    assert notice_of(Pause(True, "Paused.", Row(None))) == "Paused."  # type: ignore[arg-type]


def test_a_pause_by_staff_adds_their_words_and_ends_when_the_row_goes() -> None:
    row = Row("Back at nine.")
    pause = Pause(False, "Paused.", row)  # type: ignore[arg-type]

    assert notice_of(pause) == "Paused.\n\nBack at nine."
    row.notice = None
    assert notice_of(pause) is None


def test_a_pause_stays_as_it_was_while_the_database_is_down() -> None:
    row = Row("")
    pause = Pause(False, "Paused.", row)  # type: ignore[arg-type]
    notice_of(pause)
    row.fails = True

    assert notice_of(pause) == "Paused."
