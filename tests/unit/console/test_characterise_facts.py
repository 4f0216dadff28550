"""The facts that are derived from stored events equal what the index says of made-up conversations."""

from __future__ import annotations

import json

from console.conversations.catching_up import catch_up
from console.conversations.models import Conversation, Event, Feedback, Message, Turn
from console.conversations.seeding.conversations import seed
from nscp.conversation import exchanges_of
from nscp.turn_facts import conversation_facts, helpful_by_message, message_facts
from tests.unit.console.stored import Stored


def test_the_facts_equal_the_index(stored: Stored) -> None:
    seed(0, days=60, messages=1200)
    catch_up(most=None)

    for conversation in Conversation.objects.all():
        mine = {"sender_id": conversation.sender_id}
        events = map(json.loads, Event.objects.filter(**mine).order_by("id").values_list("data", flat=True))
        exchanges = {exchange.message_id: exchange for exchange in exchanges_of(events)}
        opinions = list(Feedback.objects.filter(**mine))
        helpful = helpful_by_message((row.message_id, row.helpful) for row in opinions)
        rows = []
        for turn in Turn.objects.filter(**mine).order_by("number"):
            facts = message_facts(exchanges.get(turn.message_id), turn.stored_at)
            given = {"number": turn.number, "stored_at": turn.stored_at, "message_id": turn.message_id}
            rows.append({**facts, **given, "helpful": helpful.get(turn.message_id)})
        indexed = list(Message.objects.filter(conversation=conversation).order_by("pk").values())
        assert len(indexed) == len(rows)
        for stored_facts, facts in zip(indexed, rows, strict=True):
            stored_facts = {name: value for name, value in stored_facts.items() if name not in ("id", "conversation_id")}
            assert stored_facts == {name: facts[name] for name in stored_facts}
        whole = conversation_facts(rows, [(row.helpful, row.given_at) for row in opinions])
        assert {name: getattr(conversation, name) for name in whole} == whole
