"""How much one session and one network address may send."""

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

from nscp.setting_values import SettingsError

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

IN_PROCESS = "memory://"
COUNT_SECONDS = 1.0  # that a request waits to be counted
REST_SECONDS = 10.0  # after counting failed; nobody is counted, or waits for it, meanwhile
THREADS = 8


class RateLimits:
    """Counts what comes in. If the counts cannot be reached, everybody is let in: help matters more than order."""

    def __init__(self, session: str, address: str, storage: str) -> None:
        """Set up.

        Args:
            session: messages of one session, such as "20/minute".
            address: requests of one address.
            storage: where to count; `memory://` counts in this process.

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
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="counts")

    async def hit(self, limit: RateLimitItem, *who: str) -> bool:
        return await self._run(self._limiter.hit, limit, *who)

    async def get_window_stats(self, limit: RateLimitItem, *who: str) -> WindowStats:
        return await self._run(self._limiter.get_window_stats, limit, *who)

    async def _run(self, work: Callable[..., Result], *what: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *what)
