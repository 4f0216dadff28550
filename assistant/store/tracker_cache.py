"""Trackers cached between turns, so that a turn need not read and rebuild everything that was said.

Rasa's own stores rebuild the whole conversation for every turn, and its rules then walk through all of it. Cached here is
the tracker itself, with its last turns only: rules look at the turn they are in, the slots and the active form.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

CONVERSATIONS = 300  # cached at most, the least recently used ones are dropped
SHORTENED_TO = 3  # turns: what the assistant still knows of what was said before, for questions such as "why?"
SHORTENED_AT = 5  # turns


@dataclass
class CachedTracker:
    """A conversation as it stood when it was last read or stored.

    Attributes:
        tracker: its last turns.
        known: how many of the tracker's events are in the database.
        last_event: id of its newest row in `events`; 0 if it has none.
        number: how many messages of the family the database holds.
        requested_slot: what a form was asking for.
    """

    tracker: DialogueStateTracker
    known: int = 0
    last_event: int = 0
    number: int = 0
    requested_slot: str | None = None


_current: ContextVar[CachedTracker | None] = ContextVar("_current", default=None)  # of the turn that this task is taking


class TrackerCache:
    """The most recently used conversations by sender id.

    A turn changes the tracker before it is stored, and details in it are not hidden yet. So a turn takes a tracker out, and
    it is cached again only by `put`; one whose turn was cut short is dropped with the task that took the turn, and is read
    from the database again.
    """

    def __init__(self, most: int = CONVERSATIONS) -> None:
        self._most = most
        self._trackers: OrderedDict[str, CachedTracker] = OrderedDict()

    def take(self, sender_id: str) -> CachedTracker | None:
        """Take a conversation out of the cache for one turn, if it is there."""
        return self._trackers.pop(sender_id, None)

    @staticmethod
    def set_current(cached: CachedTracker) -> None:
        """Remember what is known of a tracker that a turn is about to change."""
        _current.set(cached)

    @staticmethod
    def current(tracker: DialogueStateTracker) -> CachedTracker:
        """Return what is known of a tracker; nothing, if it is of a new conversation."""
        cached = _current.get()
        _current.set(None)
        return cached if cached is not None and cached.tracker is tracker else CachedTracker(tracker)

    def put(self, cached: CachedTracker) -> None:
        """Cache a conversation that is wholly stored, as the most recently used."""
        cached.known = len(cached.tracker.events)
        self._trackers[cached.tracker.sender_id] = cached
        while len(self._trackers) > self._most:
            self._trackers.popitem(last=False)


def as_event(data: str) -> Event:
    """Return an event from the `data` column.

    Raises:
        ValueError: there is no such kind of event.
    """
    event = Event.from_parameters(json.loads(data))
    if event is None:
        raise ValueError("a stored event is of a kind that this version of Rasa does not know")
    return event


def shortened(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """Return a tracker in the same state with fewer turns, or the same one if it is short.

    Args:
        tracker: a conversation, all of it stored.
        domain: says which slots there are and how they start.
    """
    events = list(tracker.events)
    starts = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(starts) <= SHORTENED_AT:
        return tracker
    first = _with_listening(events, starts[-SHORTENED_TO])
    return rebuilt(tracker.sender_id, [*state_of(tracker, domain.slots), *events[first:]], domain)


def rebuilt(sender_id: str, events: Iterable[Event], domain: Domain) -> DialogueStateTracker:
    """Return a tracker made from events, oldest first."""
    return DialogueStateTracker.from_events(sender_id, list(events), domain.slots)


def state_of(tracker: DialogueStateTracker, slots: Iterable[Slot]) -> list[Event]:
    """Return events that bring a new tracker to the slots and the form of this one."""
    state: list[Event] = [
        SlotSet(slot.name, tracker.get_slot(slot.name))
        for slot in slots
        if slot.name in tracker.slots and tracker.get_slot(slot.name) != slot.initial_value
    ]
    if tracker.active_loop_name:
        state.append(ActiveLoop(tracker.active_loop_name))
    return state


def _with_listening(events: list[Event], start: int) -> int:
    """Return the position of `action_listen` before a message, which belongs to its turn as rules see it."""
    return start - 1 if start and isinstance(events[start - 1], ActionExecuted) else start
