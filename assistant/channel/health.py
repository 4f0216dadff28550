"""Health checks: whether messages can be answered and stored now, and whether everything else works."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import aiohttp
from rasa.core.agent import Agent

from assistant.released.console import CHECKOUT
from assistant.store.database import Database, StoreFailed
from assistant.store.probe import check_writable_and_oldest_unsent, has_space, takes_files
from nscp.settings import PROJECT
from nscp.training_problems import noted

logger = logging.getLogger(__name__)

STORE_SECONDS = 3.0  # for the database; a turn waits no longer either
ACTIONS_SECONDS = 1.0
KNOWN_SECONDS = 1.0  # for which a look is not repeated: anybody may ask, as often as they like
UNSENT_SECONDS = 3600.0  # after which a message for NSCP should have been emailed


@dataclass(frozen=True)
class Readiness:
    """What a check found.

    Attributes:
        model: Rasa's model is loaded.
        store: a write to the database works, and its file is where it should be.
        disk: there is space left.
        actions: the action server answers.
        data: nothing stopped the last training, so the model has learned the data as it is.
        serving: the released model that answers, such as `release 3`, or `checkout`.
        oldest_unsent: seconds since the oldest message for NSCP that is not emailed yet was saved; None if none waits, or
            if the store could not be asked.
    """

    model: bool
    store: bool
    disk: bool
    actions: bool
    data: bool
    oldest_unsent: float | None
    serving: str = CHECKOUT

    @property
    def is_ready(self) -> bool:
        """Whether families are answered, and what they type is stored."""
        return self.model and self.store

    @property
    def mails(self) -> bool:
        """Whether no message for NSCP waits for longer than it should."""
        return self.oldest_unsent is None or self.oldest_unsent < UNSENT_SECONDS

    @property
    def status(self) -> str:
        """Return `ready`, `impaired` where families are answered but something needs a person, or `not ready`."""
        if not self.is_ready:
            return "not ready"
        return "ready" if self.disk and self.actions and self.data and self.mails else "impaired"

    def as_json(self) -> dict[str, Any]:
        """Return what docs/openapi.yml describes; the age in whole minutes."""
        return {
            "status": self.status,
            "model": self.model,
            "serving": self.serving,
            "store": self.store,
            "disk": self.disk,
            "actions": self.actions,
            "data": self.data,
            "oldest_unsent": None if self.oldest_unsent is None else max(0, int(self.oldest_unsent // 60)),
        }


class Health:
    """Checks, and remembers the result for a moment."""

    def __init__(self, database: Database, var: Path, action_url: str, project: Path = PROJECT) -> None:
        self._database = database
        self._project = project
        self._folder = database.folder or var
        self._actions = urljoin(action_url, "health")
        self._looking = asyncio.Lock()
        self._looked = float("-inf")
        self._known: Readiness | None = None

    async def readiness(self, agent: Agent) -> Readiness:
        """Return what is found now, or was found just before."""
        async with self._looking:
            if self._known is None or time.monotonic() - self._looked > KNOWN_SECONDS:
                self._known = await self._look(agent)
                self._looked = time.monotonic()
            return self._known

    async def _look(self, agent: Agent) -> Readiness:
        (store, oldest), actions, is_sound, files, space = await asyncio.gather(
            self._store(),
            self._actions_answer(),
            asyncio.to_thread(self._database.file_is_sound),
            asyncio.to_thread(takes_files, self._folder),
            asyncio.to_thread(has_space, self._folder),
        )
        keeps = store and is_sound and (files or self._database.folder is None)
        return Readiness(
            bool(agent.is_ready()), keeps, files and space, actions, not noted(self._project), oldest, _serving(agent)
        )

    async def _store(self) -> tuple[bool, float | None]:
        try:
            return True, await asyncio.wait_for(check_writable_and_oldest_unsent(self._database), STORE_SECONDS)
        except (StoreFailed, asyncio.TimeoutError) as error:
            logger.error("The store is not ready: %s.", str(error) or "it does not answer in time")
            return False, None

    async def _actions_answer(self) -> bool:
        timeout = aiohttp.ClientTimeout(total=ACTIONS_SECONDS)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session, session.get(self._actions) as response:
                return response.status < 500
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError):
            return False


def _serving(agent: Agent) -> str:
    number, is_release, _ = str(agent.fingerprint).partition(".")
    return f"release {number}" if is_release else CHECKOUT
