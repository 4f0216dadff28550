"""A thread that is shared fairly: between network addresses, and of one address between its sessions."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class OverShare(Exception):
    """As much of one session, of one address or of all is waiting as may wait."""


@dataclass(frozen=True)
class Sender:
    """Who work is done for: a client's address, and its session."""

    address: str
    session: str


@dataclass(frozen=True)
class Share:
    """How much work may wait.

    Attributes:
        of_session, of_address: of one session and of one address.
        of_all: of all together.
    """

    of_session: int
    of_address: int
    of_all: int


@dataclass(frozen=True, eq=False)
class _Work(Generic[Result]):
    sender: Sender
    do: Callable[[], Result]
    done: Future[Result]


class FairLane:
    """Does one piece of work at a time, and goes on with the next address, and of that address with the next session.

    So work waits for one piece of each other address at most, however much those have sent.
    """

    def __init__(self, name: str, share: Share) -> None:
        """Set up.

        Args:
            name: of the thread.
            share: how much may wait.
        """
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._share = share
        self._lock = Lock()
        # Address -> session -> its work; of each, who comes next stands first.
        self._waiting: dict[str, dict[str, deque[_Work[Any]]]] = {}

    async def run(self, sender: Sender, do: Callable[[], Result]) -> Result:
        """Do a piece of work when its turn has come; if whoever waits for it is cancelled before, it is never done.

        Args:
            sender: who it is for.
            do: the work.

        Raises:
            OverShare: too much is waiting.
        """
        work = _Work(sender, do, Future())
        self._add(work)
        work.done.add_done_callback(lambda done: self._remove(work) if done.cancelled() else None)
        self._thread.submit(self._do_next)
        return await asyncio.wrap_future(work.done)

    def _add(self, work: _Work[Any]) -> None:
        address, session = work.sender.address, work.sender.session
        with self._lock:
            sessions = self._waiting.get(address, {})
            if (
                len(sessions.get(session, ())) >= self._share.of_session
                or _number(sessions) >= self._share.of_address
                or sum(map(_number, self._waiting.values())) >= self._share.of_all
            ):
                raise OverShare
            self._waiting.setdefault(address, {}).setdefault(session, deque()).append(work)

    def _remove(self, work: _Work[Any]) -> None:
        address, session = work.sender.address, work.sender.session
        with self._lock:
            sessions = self._waiting.get(address, {})
            if work not in sessions.get(session, ()):
                return
            sessions[session].remove(work)
            if not sessions[session]:
                del sessions[session]
            if not sessions:
                del self._waiting[address]

    def _do_next(self) -> None:
        """Do the piece of work whose turn it is; nothing if all that waited was cancelled."""
        work = self._take()
        if work is None or not work.done.set_running_or_notify_cancel():
            return
        try:
            result = work.do()
        except BaseException as error:
            work.done.set_exception(error)
        else:
            work.done.set_result(result)

    def _take(self) -> _Work[Any] | None:
        with self._lock:
            if not self._waiting:
                return None
            address = next(iter(self._waiting))
            sessions = self._waiting.pop(address)
            session = next(iter(sessions))
            queue = sessions.pop(session)
            work = queue.popleft()
            # Who is put back stands last.
            if queue:
                sessions[session] = queue
            if sessions:
                self._waiting[address] = sessions
            return work


def _number(sessions: dict[str, deque[_Work[Any]]]) -> int:
    return sum(map(len, sessions.values()))
