"""Made-up conversations, spread over months and the hours of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from random import Random

from django.db import transaction

from console.conversations.rasa_tables import EndedSession, Event, Feedback, Turn
from console.conversations.seeding.material import Material, load_material
from console.conversations.seeding.turns import HAND_OFF, events_of, made_up_turn, session_start
from console.handoffs.models import HandOff, State, new_reference

# How often each hour of the day is the one in which a family writes, from midnight on.
HOURS = (2, 1, 1, 1, 1, 1, 2, 4, 7, 9, 10, 9, 8, 8, 8, 8, 9, 9, 10, 12, 14, 13, 9, 5)
SESSION_BREAK = 1800.0  # seconds
MESSAGES = (1, 2, 3, 3, 4, 4, 5, 6, 7, 9, 11)  # in a conversation
COMMENTS = (
    "",
    "",
    "",
    "did not answer what I asked",
    "thank you",
    "I still dont know who to ring",
    "=it went round in circles",
)
KINDS = (("faq/", 55), ("gap/", 20), ("", 25))  # beginnings of topics' names, and how much of a hundred is about them
AT_ONCE = 200  # conversations in one transaction


@dataclass
class _Rows:
    """What is to be written."""

    events: list[Event] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    ended: list[EndedSession] = field(default_factory=list)
    hand_offs: list[HandOff] = field(default_factory=list)


def seed(conversations: int, days: int, messages: int | None = None, seed_number: int = 6) -> int:
    """Write made-up conversations into the tables of the assistant, which have to be there.

    Args:
        conversations: how many, if `messages` is not given.
        days: over how many days up to now.
        messages: stop when there are this many messages.
        seed_number: the same number makes the same conversations.

    Returns:
        How many messages were written.
    """
    random, material = Random(seed_number), load_material()  # noqa: S311  # nothing secret
    written, left = 0, conversations if messages is None else messages
    while left > 0:
        rows = _Rows()
        for _ in range(AT_ONCE):
            before = len(rows.turns)
            _converse(random, material, _begin(random, days), rows)
            left -= 1 if messages is None else len(rows.turns) - before
            if left <= 0:
                break
        _write(rows)
        written += len(rows.turns)
    return written


def _write(rows: _Rows) -> None:
    with transaction.atomic():
        for model, some in (
            (Event, rows.events),
            (Turn, rows.turns),
            (Feedback, rows.feedback),
            (EndedSession, rows.ended),
            (HandOff, rows.hand_offs),
        ):
            model.objects.bulk_create(some, batch_size=2000)


def _begin(random: Random, days: int) -> float:
    day = datetime.now(timezone.utc) - timedelta(days=random.uniform(0, days))
    hour = random.choices(range(24), HOURS)[0]
    at = day.replace(hour=hour, minute=random.randrange(60), second=random.randrange(60)).timestamp()
    return min(at, datetime.now(timezone.utc).timestamp() - 3600)


def _converse(random: Random, material: Material, at: float, rows: _Rows) -> None:
    sender_id = f"{random.getrandbits(128):032x}"
    rows.events += session_start(sender_id, at)
    asked = set()
    for number, topic in enumerate(_topics(random, material), start=1):
        if number > 1 and random.random() < 0.04:
            at += SESSION_BREAK * random.uniform(1.1, 3)
        turn = made_up_turn(random, material, topic)
        asked.add(topic)
        rows.events += events_of(sender_id, at, turn, material)
        took = random.lognormvariate(-5, 0.4) if topic not in HAND_OFF else random.uniform(0.04, 0.09)
        rows.turns.append(Turn(sender_id=sender_id, number=number, message_id=turn.message_id, stored_at=at + took))
        if random.random() < 0.06:
            rows.feedback.append(_feedback(random, sender_id, turn.message_id, at + 20))
        at += random.uniform(15, 120)
    if random.random() < 0.4:
        rows.ended.append(EndedSession(sender_id=sender_id, ended_at=at))
    if "handoff_request" in asked and random.random() < 0.5:
        rows.hand_offs.append(_hand_off(random, sender_id, at))


def _topics(random: Random, material: Material) -> Iterator[str]:
    """Topics of one conversation: the guide's, then others, as often as KINDS says."""
    if random.random() < 0.2:
        yield "greet"
    for _ in range(random.choice(MESSAGES)):
        kind = random.choices([name for name, _ in KINDS], [share for _, share in KINDS])[0]
        yield random.choice(
            [topic for topic in material.messages if topic.startswith(kind) and bool(kind) == ("/" in topic)]
        )


def _feedback(random: Random, sender_id: str, message_id: str, at: float) -> Feedback:
    helpful = random.random() < 0.7
    comment = random.choice(COMMENTS)
    return Feedback(sender_id=sender_id, message_id=f"{message_id}.1", helpful=helpful, comment=comment, given_at=at)


def _hand_off(random: Random, sender_id: str, at: float) -> HandOff:
    """A message for NSCP whose details have been removed, since there never were any."""
    when = datetime.fromtimestamp(at, timezone.utc)
    state = random.choices([State.SENT, State.CLOSED, State.FAILED], [6, 3, 1])[0]
    return HandOff(
        reference=new_reference(),
        sender_id=sender_id,
        state=state,
        touched_at=when,
        saved_at=when,
        sent_at=None if state == State.FAILED else when + timedelta(seconds=5),
        closed_at=when + timedelta(days=1) if state == State.CLOSED else None,
        attempts=1,
        reason="the mail server did not take it" if state == State.FAILED else "",
    )
