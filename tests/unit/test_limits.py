"""Rate limits and the off switch."""

from __future__ import annotations

import asyncio
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assistant.channel.limits import Pause, RateLimits
from assistant.store.database import StoreFailed
from nscp.setting_values import SettingsError
from tests.running_server import free_port


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
