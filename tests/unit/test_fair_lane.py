"""A thread that is shared fairly."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from assistant.channel.fair_lane import FairLane, OverShare, Sender, Share

ENOUGH = Share(of_session=100, of_address=100, of_all=100)


class Held:
    """A lane whose thread is busy until it is let go, and what it then does, in order."""

    def __init__(self, share: Share) -> None:
        self.lane = FairLane("test", share)
        self.go_on = threading.Event()
        self.done: list[str] = []

    def send(self, address: str, session: str, name: str) -> asyncio.Future[None]:
        return asyncio.ensure_future(self.lane.run(Sender(address, session), lambda: self.done.append(name)))

    async def order(self, *pieces: asyncio.Future[None]) -> list[str]:
        await asyncio.sleep(0)
        self.go_on.set()
        await asyncio.gather(*pieces, return_exceptions=True)
        return self.done


def with_lane(scene: Callable[[Held], Awaitable[list[str]]], share: Share = ENOUGH) -> list[str]:
    async def play() -> list[str]:
        held, busy = Held(share), threading.Event()

        def keep_busy() -> None:
            busy.set()
            assert held.go_on.wait(10)

        first = asyncio.ensure_future(held.lane.run(Sender("", ""), keep_busy))
        await asyncio.sleep(0)
        assert await asyncio.get_running_loop().run_in_executor(None, busy.wait, 10)
        order = await scene(held)
        await first
        return order

    return asyncio.run(asyncio.wait_for(play(), 20))


def test_many_messages_of_one_address_wait_behind_each_other_and_keep_no_other_waiting() -> None:
    async def scene(held: Held) -> list[str]:
        many = [held.send("attacker", str(number), f"attacker {number}") for number in range(20)]
        return await held.order(*many, held.send("family", "a", "family"))

    assert with_lane(scene).index("family") == 1


def test_the_sessions_of_one_address_take_turns() -> None:
    async def scene(held: Held) -> list[str]:
        many = [held.send("hospital", "a", f"a{number}") for number in range(3)]
        return await held.order(*many, held.send("hospital", "b", "b0"), held.send("hospital", "c", "c0"))

    assert with_lane(scene) == ["a0", "b0", "c0", "a1", "a2"]


@pytest.mark.parametrize(
    ("share", "sender"),
    [
        (Share(2, 9, 9), ("address", "session")),
        (Share(9, 2, 9), ("address", "another session")),
        (Share(9, 9, 2), ("another address", "session")),
    ],
    ids=["of a session", "of an address", "of all"],
)
def test_no_more_than_a_share_waits(share: Share, sender: tuple[str, str]) -> None:
    async def scene(held: Held) -> list[str]:
        waiting = [held.send("address", "session", name) for name in ("first", "second")]
        surplus = held.send(*sender, "surplus")
        order = await held.order(*waiting, surplus)
        assert isinstance(surplus.exception(), OverShare)
        return order

    assert with_lane(scene, share) == ["first", "second"]


def test_what_nobody_waits_for_any_more_is_never_done_and_leaves_its_place_to_others() -> None:
    async def scene(held: Held) -> list[str]:
        left = held.send("address", "session", "left")
        await asyncio.sleep(0)
        left.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return await held.order(left, held.send("address", "session", "next"))

    assert with_lane(scene, Share(1, 1, 1)) == ["next"]


def test_an_error_reaches_the_one_who_waits_and_the_next_work_is_done() -> None:
    async def scene() -> str:
        lane = FairLane("test", ENOUGH)
        with pytest.raises(ZeroDivisionError):
            await lane.run(Sender("", ""), lambda: 1 / 0)
        return await lane.run(Sender("", ""), lambda: "done")

    assert asyncio.run(scene()) == "done"
