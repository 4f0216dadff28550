"""Conversations as the assistant stores them, for tests of the console."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from typing import Any

import pytest
import sqlalchemy as sa
from django.db import transaction

from assistant.store.tables import create_tables
from console.conversations.models import Conversation, EndedSession, Event, Feedback, Message, Turn
from tools.seed import turns as made_up
from tools.seed.material import Material, load_material

NOT_COMPARED = ("id",)
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def material() -> Material:
    """Replies and test messages."""
    return load_material()


@pytest.fixture
def stored(rasa_tables: str, material: Material) -> Stored:
    """The assistant's tables, empty, and a way to write into them. On each kind of database."""
    return Stored(rasa_tables, material)


@pytest.fixture
def stored_on_sqlite(sqlite: str, material: Material) -> Stored:
    """The same on SQLite alone, for pages whose queries another test tries on both."""
    engine = sa.create_engine(sqlite)
    create_tables(engine)
    engine.dispose()
    return Stored(sqlite, material)


class Stored:
    """Writes what the assistant would have written."""

    def __init__(self, url: str, material: Material) -> None:
        self.url = url
        self._material = material

    def say(
        self,
        sender_id: str,
        text: str = "How long does a review take?",
        topic: str = "faq/how_long",
        at: float | None = None,
        **how: Any,
    ) -> str:
        """A message and its answer; its message id.

        Args:
            sender_id: the conversation.
            text: of the message, as stored.
            topic: what it was taken for.
            at: when, in seconds since 1970; now, if not given.
            how: other fields of `made_up.Turn`.
        """
        at = time.time() if at is None else at
        number = Turn.objects.filter(sender_id=sender_id).count() + 1
        message_id = f"message-{next(_numbers)}"
        given = {
            "intent": topic.split("/")[0],
            "confidence": 0.95,
            "ranking": [(topic, 0.9), ("faq/anonymity", 0.05), ("gap/press", 0.01)],
            "safety": {"outcome": "none", "topic": None},
            "replies": [f"utter_{topic}"],
            **how,
        }
        turn = made_up.Turn(message_id=message_id, text=text, **given)
        with transaction.atomic():
            if number == 1:
                Event.objects.bulk_create(made_up.session_start(sender_id, at))
            Event.objects.bulk_create(made_up.events_of(sender_id, at, turn, self._material))
            Turn.objects.create(sender_id=sender_id, number=number, message_id=message_id, stored_at=at + 0.005)
        return message_id

    def say_danger(self, sender_id: str, **how: Any) -> str:
        """A message that help came first for."""
        safety = {"outcome": "help_first", "topic": "immediate_danger"}
        return self.say(sender_id, "he hits me", "immediate_danger", safety=safety, **how)

    def say_unclear(self, sender_id: str, confidence: float = 0.4, **how: Any) -> str:
        """A message that was not understood."""
        replies = ["utter_fallback"]
        return self.say(
            sender_id, "the thing", "faq/how_long", intent="nlu_fallback", confidence=confidence, replies=replies, **how
        )

    def rate(self, sender_id: str, message_id: str, helpful: bool, comment: str = "", at: float | None = None) -> None:
        """An opinion of the first reply."""
        given_at = time.time() if at is None else at
        reply = f"{message_id}.1"
        Feedback.objects.filter(sender_id=sender_id, message_id=reply).delete()
        Feedback.objects.create(sender_id=sender_id, message_id=reply, helpful=helpful, comment=comment, given_at=given_at)

    def end(self, sender_id: str, at: float | None = None) -> None:
        """The family ends it."""
        EndedSession.objects.create(sender_id=sender_id, ended_at=time.time() if at is None else at)

    def remove(self, sender_ids: Iterable[str]) -> None:
        """What the purge does."""
        for table in (Event, Turn, Feedback, EndedSession):
            table.objects.filter(sender_id__in=list(sender_ids)).delete()


def indexed() -> list[dict[str, Any]]:
    """Everything that the index holds, to compare."""
    conversations = list(Conversation.objects.order_by("sender_id").values())
    messages = list(Message.objects.order_by("conversation_id", "at", "message_id").values())
    return conversations + [{name: row[name] for name in row if name not in NOT_COMPARED} for row in messages]


def ids() -> set[str]:
    """The conversations in the index."""
    return set(Conversation.objects.values_list("sender_id", flat=True))
