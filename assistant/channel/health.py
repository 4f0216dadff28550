"""Can messages be answered now?"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rasa.core.agent import Agent

from assistant.store.database import Database, StoreFailed


async def readiness(agent: Agent, database: Database) -> dict[str, Any]:
    """`model` and `store`, each true when it answers, and `status`: `ready` when both do.

    Args:
        agent: Rasa's agent.
        database: where conversations are stored.
    """
    model, store = bool(agent.is_ready()), await _answers(database)
    return {"status": "ready" if model and store else "not ready", "model": model, "store": store}


async def _answers(database: Database) -> bool:
    try:
        await database.run(lambda connection: connection.execute(sa.select(sa.literal(1))).scalar())
    except StoreFailed:
        return False
    return True
