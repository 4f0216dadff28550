"""One after another: the messages of one conversation are answered in the order in which they came.

Rasa's lock store does the same, but looks only once a second whether it is a message's turn (rasa/core/lock_store.py,
`_acquire_lock`). Here it never has to wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class InOrder:
    """Lets one task in for each conversation; others wait in line."""

    def __init__(self) -> None:
        """Set up."""
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn_of(self, sender_id: str) -> AsyncIterator[None]:
        """Wait for one's turn in a conversation and hold it."""
        lock = self._locks.get(sender_id)
        if lock is None:
            lock = self._locks[sender_id] = asyncio.Lock()
        async with lock:
            yield
