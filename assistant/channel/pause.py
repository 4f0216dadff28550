"""Is the assistant paused? By setting, or by a row that staff set."""

from __future__ import annotations

import asyncio
import logging
import time

from assistant.store.database import Database, StoreFailed
from assistant.store.records import pause_notice

logger = logging.getLogger(__name__)

SECONDS = 5.0  # between looks; every server must obey within ten
LOOK_SECONDS = 1.0  # that a family waits for a look


class Pause:
    """Knows whether the assistant is paused, and what families are told then."""

    def __init__(self, is_set: bool, fixed_notice: str, database: Database) -> None:
        """Set up.

        Args:
            is_set: paused by setting.
            fixed_notice: what families are always told.
            database: holds the row.
        """
        self._is_set = is_set
        self._fixed_notice = fixed_notice
        self._database = database
        self._staff_notice: str | None = None
        self._looked = float("-inf")

    async def notice(self) -> str | None:
        """What families are told, or None if the assistant is not paused."""
        if time.monotonic() - self._looked > SECONDS:
            self._looked = time.monotonic()
            try:
                self._staff_notice = await asyncio.wait_for(self._database.run(pause_notice), LOOK_SECONDS)
            except (StoreFailed, asyncio.TimeoutError) as error:
                reason = str(error) or type(error).__name__
                logger.error("Whether the assistant is paused could not be read; it stays as it was: %s.", reason)
        if self._staff_notice is None and not self._is_set:
            return None
        return "\n\n".join(part for part in (self._fixed_notice, (self._staff_notice or "").strip()) if part)
