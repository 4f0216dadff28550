"""Conversations as the assistant stores them, for tests of the console."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from assistant.store import conversations, records
from assistant.store.purge import remove_conversations
from console.conversations.models import Conversation, Message
from tools.seed import turns as made_up
from tools.seed.material import Material, load_material

NOT_COMPARED = ("id",)
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def material() -> Material:
    """Replies and test messages."""
    return load_material()


@pytest.fixture
def stored(console_database: str, material: Material) -> Iterator[Stored]:
    """Empty tables, and a way to write into them as the assistant does. On each kind of database."""
    writer = Stored(console_database, material)
    yield writer
    writer.close()


@pytest.fixture
def stored_on_sqlite(sqlite: str, material: Material) -> Iterator[Stored]:
    """The same on SQLite alone, for pages whose queries another test tries on both."""
    writer = Stored(sqlite, material)
    yield writer
    writer.close()


class Stored:
    """Writes by the assistant's own functions."""

    def __init__(self, url: str, material: Material) -> None:
        self.url = url
        self._engine = sa.create_engine(url)
        self._material = material

    def say(
        self,
        sender_id: str,
        text: str = "How long does a review take?",
        topic: str = "faq/how_long",
        at: float | None = None,
        message_id: str = "",
        **how: Any,
    ) -> str:
        """Store a message and its answer, and return its message id.

        Args:
            sender_id: the conversation.
            text: of the message, as stored.
            topic: what it was taken for.
            at: when, in seconds since 1970; now, if not given.
            message_id: one that no other message has, if not given.
            how: other fields of `made_up.Turn`.
        """
        at = time.time() if at is None else at
        message_id = message_id or f"message-{next(_numbers)}"
        given = {
            "intent": topic.split("/")[0],
            "confidence": 0.95,
            "ranking": [(topic, 0.9), ("faq/anonymity", 0.05), ("gap/press", 0.01)],
            "safety": {"outcome": "none", "topic": None},
            "replies": [f"utter_{topic}"],
            **how,
        }
        turn = made_up.Turn(message_id=message_id, text=text, **given)
        said = list(made_up.events_of(sender_id, at, turn, self._material))

        def work(connection: sa.engine.Connection) -> None:
            number = conversations.length(connection, sender_id)
            events = said if number else [*made_up.session_start(sender_id, at), *said]
            written = [json.loads(event.data) for event in events]
            new = conversations.new_messages(written, number, at + 0.005)
            conversations.add(connection, sender_id, new, [conversations.as_row(sender_id, data) for data in written])

        self._run(work)
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

    def say_ambiguous(self, sender_id: str, text: str, *topics: str, **how: Any) -> str:
        """A message after which the assistant offered topics: "did you mean"."""
        ranking = [(topic, 0.4) for topic in topics]
        return self.say(
            sender_id, text, topics[0], intent="clarify", confidence=0.4, ranking=ranking, replies=["utter_clarify"], **how
        )

    def rate(self, sender_id: str, message_id: str, helpful: bool, comment: str = "", at: float | None = None) -> None:
        """An opinion of the first reply."""
        given_at = time.time() if at is None else at
        reply = f"{message_id}.1"
        self._run(lambda connection: records.keep_feedback(connection, sender_id, reply, helpful, comment, given_at))

    def end(self, sender_id: str, at: float | None = None) -> None:
        """The family ends it."""
        ended_at = time.time() if at is None else at
        self._run(lambda connection: records.end_session(connection, sender_id, ended_at))

    def remove(self, sender_ids: Iterable[str]) -> None:
        """What the purge does."""
        self._run(lambda connection: remove_conversations(connection, list(sender_ids)))

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _run(self, work: Callable[[sa.engine.Connection], Any]) -> None:
        with self._engine.begin() as connection:
            work(connection)


def facts() -> list[dict[str, Any]]:
    """The facts of all conversations and messages, to compare."""
    conversations = list(Conversation.objects.order_by("sender_id").values())
    messages = list(Message.objects.order_by("conversation_id", "at", "message_id").values())
    return conversations + [{name: row[name] for name in row if name not in NOT_COMPARED} for row in messages]


def ids() -> set[str]:
    """The conversations that are stored."""
    return set(Conversation.objects.values_list("sender_id", flat=True))
