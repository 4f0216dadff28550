"""What became of the turn that is being taken, told by the store to the channel.

Rasa wraps every store in FailSafeTrackerStore, which answers a failed read with nothing and a failed write with a copy in
memory (rasa/core/tracker_store.py). The turn then looks as if all were well. So the store says what happened here.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class SaveResult(Enum):
    """How a turn ended in the store."""

    OPEN = "not saved yet"
    STORED = "stored"
    REPEATED = "the message had been answered before"
    OVERTAKEN = "another server answered this conversation meanwhile; take the turn again"
    UNANSWERED = "not stored, because nothing was said; Rasa goes on as if all were well when the action server is down"
    FAILED = "the database failed"


@dataclass
class Turn:
    """One turn; the channel makes it, the store fills it in.

    Attributes:
        last_event: the id of the conversation's newest event as the channel has just read it, 0 if there is none; None if it
            was not read.
        masked: texts that the channel has masked already -> what they become.
        outcome: what the store did.
        events: what was stored, as dictionaries, oldest first.
    """

    last_event: int | None = None
    masked: Mapping[str, str] = field(default_factory=dict)
    outcome: SaveResult = SaveResult.OPEN
    events: list[dict[str, Any]] = field(default_factory=list)


current_turn: ContextVar[Turn | None] = ContextVar("current_turn", default=None)
