"""Prints as JSON which messages a database holds. Runs inside .venv, where its drivers are.

Usage: stored.py ADDRESS
"""

from __future__ import annotations

import json
import sys

import sqlalchemy as sa


def stored(url: str) -> dict[str, list[str]]:
    """Ids of messages.

    Args:
        url: SQLAlchemy's address of the database.

    Returns:
        `turns`: those noted as answered. `asked`: those of the families' messages among the events. `answers`: for each
        reply among the events, the message before it.
    """
    engine = sa.create_engine(url)
    with engine.connect() as database:
        turns = database.execute(sa.text("SELECT message_id FROM messages")).scalars().all()
        events = database.execute(
            sa.text("SELECT sender_id, data FROM events WHERE type_name IN ('user', 'bot') ORDER BY sender_id, id")
        ).all()
    engine.dispose()
    asked, answers = [], []
    for _, data in events:
        event = json.loads(data)
        if event["event"] == "user":
            asked.append(event["message_id"])
        else:
            answers.append(asked[-1])
    return {"turns": list(turns), "asked": asked, "answers": answers}


if __name__ == "__main__":
    print(json.dumps(stored(sys.argv[1])))
