"""Can messages be answered now?"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rasa.core.agent import Agent

from assistant.store.database import Database, StoreFailed


class Health:
    """Looks at what every answer needs."""

    def __init__(self, database: Database) -> None:
        """Set up.

        Args:
            database: where conversations are stored.
        """
        self._database = database

    async def state(self, agent: Agent) -> dict[str, Any]:
        """`model` and `store`, each true when it answers, and `status`: `ready` when both do."""
        model = bool(agent.is_ready())
        store = await self._store_answers()
        return {"status": "ready" if model and store else "not ready", "model": model, "store": store}

    async def _store_answers(self) -> bool:
        try:
            await self._database.run(lambda connection: connection.execute(sa.select(sa.literal(1))).scalar())
        except StoreFailed:
            return False
        return True
