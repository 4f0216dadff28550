"""The lock store: the messages of one conversation are answered one after another, whichever channel they came by."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockStore
from rasa.utils.endpoints import EndpointConfig

from assistant.in_order import InOrder


class PromptLockStore(LockStore):
    """Named in `endpoints.yml`. Rasa's own looks once a second whether it is a message's turn (rasa/core/lock_store.py).

    Between server processes the conversation store keeps the order: a turn that another has overtaken is taken again.
    """

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        """Ignore what endpoints.yml says: there is nothing to set."""
        self._in_order = InOrder()

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncIterator[TicketLock]:
        """Wait for one's turn in a conversation and hold it; see `LockStore.lock`."""
        async with self._in_order.turn_of(conversation_id):
            yield self.create_lock(conversation_id)
