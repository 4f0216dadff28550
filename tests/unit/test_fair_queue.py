"""A thread whose queue is fair."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

import pytest

from assistant.channel.fair_queue import FairQueue, QueueFull, Sender

ENOUGH = 1_000_000  # cost


class Held:
    """A queue whose thread is busy until it is let go, and what it then does, in order."""

    def __init__(self, most: int) -> None:
        self.queue = FairQueue("test", most)
        self.go_on = threading.Event()
        self.done: list[str] = []

    def send(self, address: str, session: str, name: str, cost: int = 1) -> asyncio.Future[None]:
        return asyncio.ensure_future(self.queue.run(Sender(address, session), cost, lambda: self.done.append(name)))

    async def order(self, *pieces: asyncio.Future[None]) -> list[str]:
        await asyncio.sleep(0)
        self.go_on.set()
        await asyncio.gather(*pieces, return_exceptions=True)
        return self.done


def with_queue(scene: Callable[[Held], Awaitable[list[str]]], most: int = ENOUGH) -> list[str]:
    async def play() -> list[str]:
        held, busy = Held(most), threading.Event()

        def keep_busy() -> None:
            busy.set()
            assert held.go_on.wait(10)

        first = asyncio.ensure_future(held.queue.run(Sender("", ""), 1, keep_busy))
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

    assert with_queue(scene).index("family") == 1


def test_the_sessions_of_one_address_take_turns() -> None:
    async def scene(held: Held) -> list[str]:
        many = [held.send("hospital", "a", f"a{number}") for number in range(3)]
        return await held.order(*many, held.send("hospital", "b", "b0"), held.send("hospital", "c", "c0"))

    assert with_queue(scene) == ["a0", "b0", "c0", "a1", "a2"]


def test_what_is_long_lets_many_short_ones_of_another_address_go_first() -> None:
    async def scene(held: Held) -> list[str]:
        long = [held.send("attacker", str(number), "long", cost=20_000) for number in range(3)]
        short = [held.send("family", str(number), "short", cost=500) for number in range(8)]
        return await held.order(*long, *short)

    assert with_queue(scene) == ["short"] * 8 + ["long"] * 3


def test_who_used_much_lets_go_first_who_used_little_also_with_a_long_message() -> None:
    async def scene(held: Held) -> list[str]:
        used = [held.send("attacker", str(number), "used", cost=20_000) for number in range(2)]
        story = held.send("family", "a", "story", cost=20_000)
        return await held.order(*used, story, held.send("attacker", "another", "more", cost=10_000))

    assert with_queue(scene) == ["more", "story", "used", "used"]


def test_a_session_that_sent_a_long_message_lets_others_of_its_address_go_first() -> None:
    async def scene(held: Held) -> list[str]:
        long = held.send("hospital", "a", "long", cost=1_000)
        again = held.send("hospital", "a", "again", cost=200)
        others = [held.send("hospital", each, each, cost=900) for each in "bc"]
        return await held.order(long, again, *others)

    assert with_queue(scene) == ["again", "b", "c", "long"]


def test_when_too_much_waits_the_newest_of_the_heaviest_address_is_refused_and_a_newcomer_is_not() -> None:
    async def scene(held: Held) -> list[str]:
        waiting = [held.send(address, address + number, address + number) for number in "12" for address in "xy"]
        heaviest = held.send("x", "x3", "x3")
        newcomer = held.send("family", "a", "family")
        order = await held.order(*waiting, heaviest, newcomer)
        assert isinstance(heaviest.exception(), QueueFull)
        return order

    assert with_queue(scene, most=5) == ["x1", "y1", "family", "x2", "y2"]


def test_what_is_refused_is_heaviest_by_length_not_by_number() -> None:
    async def scene(held: Held) -> list[str]:
        long = held.send("attacker", "a", "long", cost=20_000)
        short = [held.send("hospital", str(number), "short", cost=300) for number in range(4)]
        order = await held.order(long, *short)
        assert isinstance(long.exception(), QueueFull)
        return order

    assert with_queue(scene, most=21_000) == ["short"] * 4


def test_a_sender_who_asks_more_than_may_wait_is_refused() -> None:
    async def scene(held: Held) -> list[str]:
        waiting = [held.send("address", "session", name) for name in ("first", "second")]
        surplus = held.send("address", "session", "surplus")
        order = await held.order(*waiting, surplus)
        assert isinstance(surplus.exception(), QueueFull)
        return order

    assert with_queue(scene, most=2) == ["first", "second"]


def test_what_nobody_waits_for_any_more_is_never_done_and_leaves_its_place_to_others() -> None:
    async def scene(held: Held) -> list[str]:
        left = held.send("address", "session", "left")
        await asyncio.sleep(0)
        left.cancel()
        return await held.order(left, held.send("address", "session", "next"))

    assert with_queue(scene, most=1) == ["next"]


def test_the_next_work_is_done_when_a_caller_is_cancelled_whose_work_is_being_done() -> None:
    async def scene() -> str:
        queue, busy, go_on = FairQueue("test", ENOUGH), threading.Event(), threading.Event()

        def keep_busy() -> None:
            busy.set()
            assert go_on.wait(10)

        first = asyncio.ensure_future(queue.run(Sender("", ""), 1, keep_busy))
        await asyncio.sleep(0)
        assert await asyncio.get_running_loop().run_in_executor(None, busy.wait, 10)
        second = asyncio.ensure_future(queue.run(Sender("", ""), 1, lambda: "done"))
        await asyncio.sleep(0)
        first.cancel()
        go_on.set()
        return await second

    assert asyncio.run(asyncio.wait_for(scene(), 20)) == "done"


def test_an_error_reaches_the_one_who_waits_and_the_next_work_is_done() -> None:
    async def scene() -> str:
        queue = FairQueue("test", ENOUGH)
        with pytest.raises(ZeroDivisionError):
            await queue.run(Sender("", ""), 1, lambda: 1 / 0)
        return await queue.run(Sender("", ""), 1, lambda: "done")

    assert asyncio.run(scene()) == "done"


def test_after_a_job_the_thread_rests_in_proportion_and_then_does_what_has_used_least_by_then() -> None:
    async def scene() -> tuple[list[str], float]:
        queue, done = FairQueue("test", ENOUGH, rest=3.0), list[str]()
        began = asyncio.get_running_loop().time()
        await queue.run(Sender("attacker", "a"), 1_000, lambda: compute(0.1))
        later = asyncio.ensure_future(queue.run(Sender("attacker", "b"), 1, lambda: done.append("attacker")))
        await asyncio.sleep(0)
        await queue.run(Sender("family", "c"), 1, lambda: done.append("family"))
        await later
        return done, asyncio.get_running_loop().time() - began

    done, seconds = asyncio.run(asyncio.wait_for(scene(), 20))

    assert done == ["family", "attacker"]
    assert seconds >= 0.4


def test_the_thread_rests_also_after_a_job_whose_caller_was_cancelled() -> None:
    async def scene() -> float:
        queue, began = FairQueue("test", ENOUGH, rest=3.0), threading.Event()

        def work() -> None:
            began.set()
            compute(0.1)

        first = asyncio.ensure_future(queue.run(Sender("", ""), 1, work))
        await asyncio.sleep(0)
        assert await asyncio.get_running_loop().run_in_executor(None, began.wait, 10)
        start = asyncio.get_running_loop().time()
        first.cancel()
        await queue.run(Sender("", ""), 1, lambda: None)
        return asyncio.get_running_loop().time() - start

    assert asyncio.run(asyncio.wait_for(scene(), 20)) >= 0.3


def compute(seconds: float) -> None:
    """Use the processor for so long."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
