"""A thread whose queue is fair: the sender who used least of it lately comes next, and the one who asks most is refused."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

Result = TypeVar("Result")

HALF_LIFE = 10.0  # seconds after which half of what somebody used is forgotten


class QueueFull(Exception):
    """More is waiting than may wait, and most of it is this sender's."""


class Sender(NamedTuple):
    """Who work is done for: a client's address, and its session."""

    address: str
    session: str


@dataclass(frozen=True, eq=False)
class _Waiter:
    sender: Sender
    cost: int
    turn: asyncio.Future[None]

    def add_to(self, costs: Counter[str]) -> None:
        costs.update(dict.fromkeys(self.sender, self.cost))

    def sum_in(self, costs: Counter[str]) -> int:
        return sum(costs[one] for one in self.sender)


class FairQueue:
    """Does one piece of work at a time, for callers on one event loop.

    The next is the one whose address and session used least lately, its own cost added. So a sender who asks little waits
    only for the piece that is being done, however much others ask, and small pieces go before large ones.
    """

    def __init__(self, name: str, most: int) -> None:
        """Set up.

        Args:
            name: of the thread.
            most: how many pieces of work may wait.
        """
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._most = most
        self._doing: _Waiter | None = None
        self._waiting: list[_Waiter] = []
        self._used: Counter[str] = Counter()  # address or session -> cost of what it used lately
        self._used_at = time.monotonic()

    async def run(self, sender: Sender, cost: int, do: Callable[[], Result]) -> Result:
        """Do a piece of work when its turn has come; if the caller is cancelled before, it is never done.

        Args:
            sender: who it is for.
            cost: how much work it is, in any unit.
            do: the work.

        Raises:
            QueueFull: too much is waiting, and nobody asks more than this sender.
        """
        loop = asyncio.get_running_loop()
        waiter = _Waiter(sender, cost, loop.create_future())
        self._waiting = [*self._still_waiting(), waiter]
        if self._doing is None:
            self._call_next()
        elif len(self._waiting) > self._most:
            self._refuse_heaviest()
        try:
            await waiter.turn
            return await loop.run_in_executor(self._thread, do)
        finally:
            if self._doing is waiter:
                self._call_next()

    def _still_waiting(self) -> list[_Waiter]:
        """Without those whose caller was cancelled."""
        return [waiter for waiter in self._waiting if not waiter.turn.done()]

    def _call_next(self) -> None:
        self._forget()
        self._waiting = self._still_waiting()
        self._doing = min(self._waiting, key=lambda waiter: waiter.cost + waiter.sum_in(self._used), default=None)
        if self._doing is not None:
            self._waiting.remove(self._doing)
            self._doing.add_to(self._used)
            self._doing.turn.set_result(None)

    def _refuse_heaviest(self) -> None:
        """Refuse the newest piece of the sender for whom most was done lately or waits."""
        asked = self._used.copy()
        for waiter in self._waiting:
            waiter.add_to(asked)
        heaviest = max(reversed(self._waiting), key=lambda waiter: waiter.sum_in(asked))
        self._waiting.remove(heaviest)
        heaviest.turn.set_exception(QueueFull())

    def _forget(self) -> None:
        seconds = time.monotonic() - self._used_at
        if seconds >= 1:  # not for each piece: a busy server knows thousands of sessions
            rest = 0.5 ** (seconds / HALF_LIFE)
            self._used = Counter({one: int(used * rest) for one, used in self._used.items() if used * rest >= 1})
            self._used_at += seconds
