"""The lock store: the messages of one conversation are answered one after another, whichever channel they came by."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockStore
from rasa.utils.endpoints import EndpointConfig


class ConversationLocks:
    """A lock for each conversation. Tasks take it in the order in which they asked for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn_of(self, sender_id: str) -> AsyncIterator[None]:
        """Wait for a conversation's lock and hold it."""
        lock = self._locks.get(sender_id)
        if lock is None:
            lock = self._locks[sender_id] = asyncio.Lock()
        async with lock:
            yield


class PromptLockStore(LockStore):
    """Named in `endpoints.yml`. Rasa's own looks once a second whether it is a message's turn (rasa/core/lock_store.py).

    Between server processes the conversation store keeps the order: a turn that another has overtaken is taken again.
    """

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        """Take the entry of endpoints.yml, in which there is nothing to set."""
        self._locks = ConversationLocks()

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncIterator[TicketLock]:
        """Wait for a conversation's lock and hold it; see `LockStore.lock`."""
        async with self._locks.turn_of(conversation_id):
            yield self.create_lock(conversation_id)
