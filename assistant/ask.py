"""`python -m assistant.ask MODEL`: says what a model would answer, for the console's trainer worker.

Reads a JSON line for each message from standard input, `{"text": ...}`, and writes one for each answer. Every message begins
a conversation of its own, as a family's first. Ends when its input does. Nothing is stored or logged.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.log_utils import configure_structlog

from assistant.agent import with_model
from assistant.channel import CHANNEL
from assistant.channel.degraded_replies import with_address
from assistant.channel.requests import sanitize
from nscp.conversation import exchanges_of
from nscp.turn_facts import message_facts

FACTS = ("topic", "confidence", "runners_up", "outcome", "safety")


class AskedModel:
    """A model that is served as a Rasa server would serve it, but without store and action server."""

    def __init__(self, model: Path) -> None:
        self._store = InMemoryTrackerStore(Domain.empty())
        self._agent = with_model(Agent(), model, self._store, fingerprint=model.name)

    async def answer(self, typed: str) -> dict[str, Any]:
        """Answer a message: the facts of it that the console shows (nscp/turn_facts.py), and the replies.

        Without an action server a wish for a person is answered with NSCP's address, the form for a message with nothing.
        """
        text, sender_id = sanitize(typed), uuid.uuid4().hex
        parsed = await self._agent.parse_message(text)
        message = UserMessage(
            text,
            CollectingOutputChannel(),
            sender_id,
            parse_data=with_address(parsed) or parsed,
            input_channel=CHANNEL,
            message_id=sender_id,
        )
        await self._agent.handle_message(message)
        tracker = await self._store.retrieve(sender_id)
        self._store.store.clear()
        exchange = exchanges_of(event.as_dict() for event in tracker.events)[-1]
        facts = message_facts(exchange, time.time())
        return {**{name: facts[name] for name in FACTS}, "replies": [_reply(said) for _, said in exchange.said()]}


def _reply(said: Mapping[str, Any]) -> dict[str, Any]:
    buttons = (said.get("data") or {}).get("buttons") or []
    return {"text": said["text"], "buttons": [button["title"] for button in buttons]}


def main(model: Path) -> int:
    """Answer until the input ends; 1 if the model does not load."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever libraries print is no answer
        logging.disable(logging.CRITICAL)  # Rasa's errors quote messages
        configure_structlog(logging.CRITICAL)  # and so does what an agent prints outside of Rasa's command line
        asked = AskedModel(model)
        for line in sys.stdin:
            try:
                found = asyncio.run(asked.answer(json.loads(line)["text"]))
            except Exception as error:  # a model from elsewhere may fail in any way; the next message may be answered
                found = {"problem": type(error).__name__}
            print(json.dumps(found), file=answers, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
