"""Limits how many messages for NSCP one chat and one network address may send, so that none is lost among very many."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone

from limits import parse
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from actions import SETTINGS
from actions.base import in_database
from console.handoffs import outbox
from console.handoffs.drafts import Chat
from nscp.client_address import current_address
from nscp.setting_values import SettingsError

logger = logging.getLogger(__name__)

MOST_PER_CHAT = 3  # in a day
DAY = timedelta(days=1)
STORAGE_SECONDS = 1.0  # that Redis may take
ADDRESS, COUNTED = "hand-offs", "counted hand-offs"  # keys in NSCP_RATE_STORAGE, beside the Rasa server's own


class HandOffLimits:
    """Counts by chat in the database and by address where NSCP_RATE_STORAGE says. An address that is not known, or cannot be
    counted, is let through: it matters more that a message gets to NSCP.
    """

    def __init__(self, rate: str, storage: str) -> None:
        """Connect to the storage.

        Args:
            rate: messages of one address, such as "5/hour".
            storage: in the notation of the library `limits`.

        Raises:
            SettingsError: there is no such storage.
        """
        self._rate = parse(rate)
        self._once = parse(f"1/{self._rate.GRANULARITY.name}")
        timeouts = {"socket_timeout": STORAGE_SECONDS, "socket_connect_timeout": STORAGE_SECONDS}
        try:
            store = storage_from_string(storage, **(timeouts if storage.startswith("redis") else {}))
        except Exception as error:  # each kind of storage has errors of its own
            raise SettingsError(f"NSCP_RATE_STORAGE cannot be used: {type(error).__name__}.") from error
        self._limiter = SlidingWindowCounterRateLimiter(store)

    async def are_reached(self, chat: Chat) -> bool:
        """Whether a message that is only begun could not be sent now. Raises what `in_database` does."""
        address = current_address.get()
        return await in_database(_is_full, chat, "") or not await in_database(self._has_room, address)

    async def allow(self, chat: Chat, reference: str) -> bool:
        """Count a message that is to be sent now, once however often that is tried; return False if it is one too many.

        Raises what `in_database` does.
        """
        address = current_address.get()
        return not await in_database(_is_full, chat, reference) and await in_database(self._count, address, reference)

    def _has_room(self, address: str) -> bool:
        try:
            return not address or bool(self._limiter.test(self._rate, ADDRESS, address))
        except Exception as error:
            return _not_counted(error)

    def _count(self, address: str, reference: str) -> bool:
        if not address:
            return True
        try:
            if not self._limiter.hit(self._once, COUNTED, reference) or self._limiter.hit(self._rate, ADDRESS, address):
                return True
            self._limiter.clear(self._once, COUNTED, reference)
        except Exception as error:
            return _not_counted(error)
        return False


def _is_full(chat: Chat, reference: str) -> bool:
    return outbox.saved_since(chat, datetime.now(timezone.utc) - DAY, besides=reference) >= MOST_PER_CHAT


def _not_counted(error: Exception) -> bool:
    logger.error("A message for NSCP is not counted: %s.", type(error).__name__)
    return True


LIMITS = HandOffLimits(SETTINGS.rate_hand_offs, SETTINGS.rate_storage)
