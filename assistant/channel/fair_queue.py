"""A worker thread with a fair queue: the sender who used least of it lately is next, and the heaviest sender is refused."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

Result = TypeVar("Result")

HALF_LIFE = 10.0  # seconds after which half of what a sender used is forgotten


class QueueFull(Exception):
    """More is waiting than may wait, and most of it is this sender's."""


class Sender(NamedTuple):
    """The person for whom work is done: a client's address and its session."""

    address: str
    session: str


@dataclass(frozen=True, eq=False)
class _Job:
    sender: Sender
    cost: int
    turn: asyncio.Future[None]

    def add_to(self, costs: Counter[str]) -> None:
        costs.update(dict.fromkeys(self.sender, self.cost))

    def sum_in(self, costs: Counter[str]) -> int:
        return sum(costs[one] for one in self.sender)


class FairQueue:
    """Does one job at a time, for callers on one event loop.

    The next job is that of the address and session that used least lately, its own cost added. So a sender who asks little
    waits only for the job that is being done, however much others ask, and small jobs go before large ones.
    """

    def __init__(self, name: str, most: int, rest: float = 0.0) -> None:
        """Start nothing yet.

        Args:
            name: of the thread.
            most: the cost of all jobs that may wait while one is done.
            rest: how many times the processor time of a job passes before the next one begins.
        """
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._most = most
        self._rest = rest
        self._seconds = 0.0  # of processor time that the last job took
        self._doing: _Job | None = None
        self._waiting: list[_Job] = []
        self._used: Counter[str] = Counter()  # address or session -> cost of what it used lately
        self._used_at = time.monotonic()

    async def run(self, sender: Sender, cost: int, do: Callable[[], Result]) -> Result:
        """Do a job when its turn has come; if the caller is cancelled before, it is never done.

        Raises:
            QueueFull: too much is waiting, and nobody asks more than this sender.
        """
        loop = asyncio.get_running_loop()
        job = _Job(sender, cost, loop.create_future())
        self._waiting = [*self._still_waiting(), job]
        if self._doing is None:
            self._call_next()
        else:
            self._refuse_heaviest()
        try:
            await job.turn
        except asyncio.CancelledError:
            if self._doing is job:
                self._call_next()
            raise
        work = self._thread.submit(self._timed, do)
        # The job may outlast its caller; the next one begins when it is really over.
        work.add_done_callback(lambda work: self._end_from_thread(loop, work))
        return await asyncio.wrap_future(work)

    def _timed(self, do: Callable[[], Result]) -> Result:
        began = time.thread_time()
        try:
            return do()
        finally:
            self._seconds = time.thread_time() - began

    def _end_from_thread(self, loop: asyncio.AbstractEventLoop, _: Future[Result]) -> None:
        with suppress(RuntimeError):  # the loop was closed meanwhile
            loop.call_soon_threadsafe(self._end, loop)

    def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._rest:
            loop.call_later(self._rest * self._seconds, self._call_next)
        else:
            self._call_next()

    def _still_waiting(self) -> list[_Job]:
        """Return the jobs whose callers were not cancelled."""
        return [job for job in self._waiting if not job.turn.done()]

    def _call_next(self) -> None:
        self._forget()
        self._waiting = self._still_waiting()
        self._doing = min(self._waiting, key=lambda job: job.cost + job.sum_in(self._used), default=None)
        if self._doing is not None:
            self._waiting.remove(self._doing)
            self._doing.add_to(self._used)
            self._doing.turn.set_result(None)

    def _refuse_heaviest(self) -> None:
        """While too much waits, refuse the newest job of the sender for whom most was done lately or waits."""
        while sum(job.cost for job in self._waiting) > self._most:
            asked = self._used.copy()
            for job in self._waiting:
                job.add_to(asked)
            heaviest = max(reversed(self._waiting), key=lambda job: job.sum_in(asked))
            self._waiting.remove(heaviest)
            heaviest.turn.set_exception(QueueFull())

    def _forget(self) -> None:
        seconds = time.monotonic() - self._used_at
        if seconds >= 1:  # not for each job: a busy server knows thousands of sessions
            rest = 0.5 ** (seconds / HALF_LIFE)
            self._used = Counter({one: int(used * rest) for one, used in self._used.items() if used * rest >= 1})
            self._used_at += seconds
