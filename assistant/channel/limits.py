"""What keeps messages from being answered: how much a session and a network address may send, and the off switch."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from limits import RateLimitItem, WindowStats, parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter as BlockingLimiter

from assistant.store.database import Database, StoreFailed
from assistant.store.records import pause_notice
from nscp.setting_values import SettingsError

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

IN_PROCESS = "memory://"
COUNT_SECONDS = 1.0  # that a request waits to be counted
REST_SECONDS = 10.0  # after counting failed; nobody is counted, or waits for it, meanwhile
COUNTING_THREADS = 8
LOOK_EVERY_SECONDS = 5.0  # for a pause; every server must obey within ten
LOOK_SECONDS = 1.0  # that a family waits for a look


class RateLimits:
    """Counts what comes in. If the counts cannot be reached, everybody is let in: help matters more than order."""

    def __init__(self, session: str, address: str, storage: str) -> None:
        """Take limits such as "20/minute", and where to count: `memory://` is in this process.

        Raises:
            SettingsError: there is no such storage.
        """
        try:
            in_process = storage == IN_PROCESS
            self._limiter = (
                SlidingWindowCounterRateLimiter(storage_from_string(f"async+{storage}"))
                if in_process
                else _LimiterInThreads(storage)
            )
        except Exception as error:  # each kind of storage has errors of its own
            raise SettingsError(f"NSCP_RATE_STORAGE cannot be used: {type(error).__name__}.") from error
        self._session = parse(session)
        self._address = parse(address)
        self._rests_until = float("-inf")

    async def wait_of_session(self, sender_id: str) -> int:
        """Count a message of a session; 0 if it may be answered, else seconds to wait."""
        return await self._count(self._session, "session", sender_id)

    async def may_be_read(self, sender_id: str) -> bool:
        """Count a message of a session that has to wait; whether it may be read for danger, as many as may be answered."""
        return not await self._count(self._session, "read", sender_id)

    async def wait_of_address(self, address: str) -> int:
        """Count a request of an address; 0 if it may be answered, else seconds to wait."""
        return await self._count(self._address, "address", address)

    async def _count(self, limit: RateLimitItem, kind: str, who: str) -> int:
        if time.monotonic() < self._rests_until:
            return 0
        try:
            return await asyncio.wait_for(self._wait(limit, kind, who), COUNT_SECONDS)
        except Exception as error:
            if time.monotonic() >= self._rests_until:  # of many that wait together, one says it
                logger.error("Nobody is counted for %s seconds: %s.", REST_SECONDS, type(error).__name__)
            self._rests_until = time.monotonic() + REST_SECONDS
            return 0

    async def _wait(self, limit: RateLimitItem, kind: str, who: str) -> int:
        if await self._limiter.hit(limit, kind, who):
            return 0
        window = await self._limiter.get_window_stats(limit, kind, who)
        return max(1, math.ceil(window.reset_time - time.time()))


class _LimiterInThreads:
    """Counts in a shared place. `limits` would do so without threads, but with a newer redis than Rasa allows."""

    def __init__(self, storage: str) -> None:
        timeouts = {"socket_timeout": COUNT_SECONDS, "socket_connect_timeout": COUNT_SECONDS}
        self._limiter = BlockingLimiter(storage_from_string(storage, **timeouts))
        self._threads = ThreadPoolExecutor(COUNTING_THREADS, thread_name_prefix="counts")

    async def hit(self, limit: RateLimitItem, *who: str) -> bool:
        return await self._run(self._limiter.hit, limit, *who)

    async def get_window_stats(self, limit: RateLimitItem, *who: str) -> WindowStats:
        return await self._run(self._limiter.get_window_stats, limit, *who)

    async def _run(self, work: Callable[..., Result], *what: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *what)


class Pause:
    """Knows whether the assistant is paused, by setting or by a row that staff set, and what families are told then."""

    def __init__(self, is_set: bool, fixed_notice: str, database: Database) -> None:
        """Take whether the assistant is paused by setting, what families are always told then, and where staff's row is."""
        self._is_set = is_set
        self._fixed_notice = fixed_notice
        self._database = database
        self._staff_notice: str | None = None
        self._looked = float("-inf")

    async def notice(self) -> str | None:
        """Return what families are told, or None if the assistant is not paused."""
        if time.monotonic() - self._looked > LOOK_EVERY_SECONDS:
            self._looked = time.monotonic()
            try:
                self._staff_notice = await asyncio.wait_for(self._database.run(pause_notice), LOOK_SECONDS)
            except (StoreFailed, asyncio.TimeoutError) as error:
                reason = str(error) or type(error).__name__
                logger.error("Whether the assistant is paused could not be read; it stays as it was: %s.", reason)
        if self._staff_notice is None and not self._is_set:
            return None
        return "\n\n".join(part for part in (self._fixed_notice, (self._staff_notice or "").strip()) if part)
