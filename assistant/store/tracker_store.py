"""The tracker store: Rasa's SQL store, with personal details hidden, no turn lost unsaid, and turns that stay cheap."""

from __future__ import annotations

import logging
import os
import time
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.action_server import call_action_server
from assistant.store import conversations
from assistant.store.database import Database, StoreFailed, shared_database
from assistant.store.masking import mask_events
from assistant.store.tracker_cache import SHORTENED_TO, CachedTracker, TrackerCache, as_event, rebuilt, shortened
from assistant.store.turn import SaveResult, current_turn
from nscp.settings import Settings
from nscp.turn_facts import Need

logger = logging.getLogger(__name__)


class PrivateTrackerStore(SQLTrackerStore):
    """Named in `endpoints.yml`. Rasa's own tools read the same `events` table through it."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        database: Database | None = None,
        **_: Any,
    ) -> None:
        """Connect to nothing yet; see `Database`.

        Args:
            domain: the assistant's domain; Rasa sets it when a model is loaded.
            event_broker: never used: what families type goes nowhere but into the database.
            database: where to store; without it, NSCP_DATABASE_URL.
            _: what else Rasa passes from endpoints.yml, such as `host`.
        """
        # SQLTrackerStore's own __init__ connects at once and waits for ever if the database is down.
        TrackerStore.__init__(self, domain, event_broker)
        if database is None:
            settings = Settings.from_environment(os.environ)
            database = shared_database(settings.database())
            call_action_server(settings)  # here, because every Rasa process that can run an action makes a store first
        self.database = database
        self.engine = self.database.engine
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        self._cache = TrackerCache()

    def session_scope(self) -> AbstractContextManager[sa.orm.Session]:
        """Open a session for what Rasa reads by itself, as `rasa interactive` does; a new database gets its tables first."""
        self.database.run_now(lambda connection: None)
        scope: AbstractContextManager[sa.orm.Session] = super().session_scope()
        return scope

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation's last turns, or None if there is none.

        Raises:
            StoreFailed: it could not be read; the turn that is being taken is told.
        """
        cached, turn = self._cache.take(sender_id), current_turn.get()
        last_event = turn.last_event if turn else None
        if last_event == 0:
            return None
        try:
            if cached is None or cached.last_event != last_event:
                cached = (cached and await self._caught_up(cached)) or await self._read(sender_id)
        except StoreFailed as error:
            logger.error("A conversation was not read: %s.", str(error))
            _tell_turn(SaveResult.FAILED)
            raise
        if cached is None:
            return None
        slot = cached.tracker.slots.get(REQUESTED_SLOT)
        cached.requested_slot = slot.value if slot else None
        self._cache.set_current(cached)
        return cached.tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store what is new, with personal details hidden, or nothing at all.

        Inside a turn of the website nothing is raised: FailSafeTrackerStore would keep the raw conversation in memory. The
        turn is told instead, and the channel says so or takes it again.

        Raises:
            StoreFailed: it could not be stored, and there is no turn to tell.
        """
        turn = current_turn.get()
        if turn is not None and turn.outcome is SaveResult.FAILED:
            return  # the read had failed, so this tracker is not the whole conversation
        cached = self._cache.current(tracker)
        new = list(tracker.events)[cached.known :]
        if not new:
            return
        if turn is not None and not any(isinstance(event, BotUttered) for event in new):
            _tell_turn(SaveResult.UNANSWERED)
            return
        told = {place: event.text for place, event in enumerate(new) if isinstance(event, BotUttered)}
        mask_events(new, cached.requested_slot, turn.masked if turn else {})
        written = [event.as_dict() for event in new]
        try:
            outcome = await self._store(cached, written)
        except StoreFailed as error:
            logger.error("A turn was not stored: %s.", str(error))
            _tell_turn(SaveResult.FAILED)
            if turn is None:
                raise
            return
        # The family reads once, now, what is hidden again in the conversation: the last digits of its number, for one.
        _tell_turn(outcome, [{**data, "text": told[place]} if place in told else data for place, data in enumerate(written)])
        if outcome is SaveResult.STORED:
            cached.tracker = shortened(tracker, self.domain)
            self._cache.put(cached)

    async def _caught_up(self, cached: CachedTracker) -> CachedTracker | None:
        """Add what another server has stored meanwhile, which is usually nothing; None if it has been erased."""
        sender_id = cached.tracker.sender_id
        rows = await self.database.run(lambda connection: conversations.from_event(connection, sender_id, cached.last_event))
        if not rows or rows[0].id != cached.last_event:
            return None
        for row in rows[1:]:
            event = as_event(row.data)
            cached.tracker.update(event, self.domain)
            cached.number += isinstance(event, UserUttered)
            cached.last_event = row.id
        cached.known = len(cached.tracker.events)
        return cached

    async def _read(self, sender_id: str) -> CachedTracker | None:
        found = await self.database.run(lambda connection: conversations.newest(connection, sender_id, SHORTENED_TO))
        if not found.rows:
            return None
        tracker = rebuilt(sender_id, [as_event(row.data) for row in found.rows], self.domain)
        return CachedTracker(tracker, known=len(tracker.events), last_event=found.rows[-1].id, number=found.number)

    async def _store(self, cached: CachedTracker, written: list[dict[str, Any]]) -> SaveResult:
        sender_id = cached.tracker.sender_id
        new = conversations.new_messages(written, cached.number, time.time())
        if any(message["need"] == Need.UNREADABLE for message in new):
            logger.warning("Conversation %s holds a message whose facts could not be read.", sender_id)
        rows = [conversations.as_row(sender_id, data) for data in written]
        try:
            cached.last_event = await self.database.run(
                lambda connection: conversations.add(connection, sender_id, new, rows)
            )
        except (sa.exc.IntegrityError, conversations.ConversationRemoved):
            last = new[-1]["message_id"]
            again = await self.database.run(lambda connection: conversations.load_state(connection, sender_id, last))
            if again.answered:
                return SaveResult.REPEATED
            return SaveResult.FAILED if again.ended else SaveResult.OVERTAKEN  # staff have erased what is ended now
        cached.number += len(new)
        return SaveResult.STORED


def _tell_turn(outcome: SaveResult, written: list[dict[str, Any]] | None = None) -> None:
    turn = current_turn.get()
    if turn is not None:
        turn.outcome = outcome
        turn.events = written or []
