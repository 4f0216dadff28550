"""How much one session and one network address may send."""

from __future__ import annotations

import logging
import math
import time

from limits import RateLimitItem, parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from nscp.setting_values import SettingsError

logger = logging.getLogger(__name__)


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
            self._limiter = SlidingWindowCounterRateLimiter(storage_from_string(f"async+{storage}"))
        except (ConfigurationError, ImportError) as error:
            raise SettingsError(f"NSCP_RATE_STORAGE cannot be used: {type(error).__name__}.") from error
        self._session = parse(session)
        self._address = parse(address)

    async def wait_of_session(self, sender_id: str) -> int:
        """Count a message of a session; 0 if it may be answered, else seconds to wait."""
        return await self._count(self._session, "session", sender_id)

    async def wait_of_address(self, address: str) -> int:
        """Count a request of an address; 0 if it may be answered, else seconds to wait."""
        return await self._count(self._address, "address", address)

    async def _count(self, limit: RateLimitItem, kind: str, who: str) -> int:
        try:
            if await self._limiter.hit(limit, kind, who):
                return 0
            window = await self._limiter.get_window_stats(limit, kind, who)
        except Exception as error:
            logger.error("The rate limits failed with %s.", type(error).__name__)
            return 0
        return max(1, math.ceil(window.reset_time - time.time()))
