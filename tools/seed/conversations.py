"""Made-up conversations, spread over months and the hours of the day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from random import Random

from django.db import transaction

from console.conversations.models import Conversation, EndedSession, Event, Feedback, Message
from console.handoffs.models import HandOff, State, new_reference
from nscp.conversation import exchanges_of
from nscp.turn_facts import conversation_facts, helpful_by_message, message_facts
from tools.seed.material import Material, load_material
from tools.seed.turns import HAND_OFF, events_of, made_up_turn, session_start

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
    conversations: list[Conversation] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
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
            before = len(rows.messages)
            _converse(random, material, _begin(random, days), rows)
            left -= 1 if messages is None else len(rows.messages) - before
            if left <= 0:
                break
        _write(rows)
        written += len(rows.messages)
    return written


def _write(rows: _Rows) -> None:
    with transaction.atomic():
        for model, some in (
            (Event, rows.events),
            (Conversation, rows.conversations),
            (Message, rows.messages),
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
    asked, messages, opinions = set(), [], []
    for number, topic in enumerate(_topics(random, material), start=1):
        if number > 1 and random.random() < 0.04:
            at += SESSION_BREAK * random.uniform(1.1, 3)
        turn = made_up_turn(random, material, topic)
        asked.add(topic)
        events = list(events_of(sender_id, at, turn, material))
        rows.events += events
        took = random.lognormvariate(-5, 0.4) if topic not in HAND_OFF else random.uniform(0.04, 0.09)
        facts = message_facts(exchanges_of(json.loads(event.data) for event in events)[-1], at + took)
        messages.append({**facts, "number": number, "message_id": turn.message_id, "stored_at": at + took})
        if random.random() < 0.06:
            opinions.append(_feedback(random, sender_id, turn.message_id, at + 20))
        at += random.uniform(15, 120)
    helpful = helpful_by_message((opinion.message_id, opinion.helpful) for opinion in opinions)
    whole = conversation_facts(messages, [(opinion.helpful, opinion.given_at) for opinion in opinions])
    rows.conversations.append(Conversation(sender_id=sender_id, **whole))
    rows.messages += [
        Message(conversation_id=sender_id, helpful=helpful.get(message["message_id"]), **message) for message in messages
    ]
    rows.feedback += opinions
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
