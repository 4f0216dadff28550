"""Parses messages beside the server's event loop: the sentence encoder frees Python while it computes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from rasa.core.agent import Agent
from rasa.shared.nlu.constants import ENTITIES, INTENT, RESPONSE_SELECTOR, TEXT

from assistant.channel.fair_queue import FairQueue, QueueFull, Sender
from assistant.channel.problems import RETRY_SECONDS, Problem
from assistant.first_look import plain_topic
from nscp.client_address import current_address

Parsed = dict[str, Any]
Result = TypeVar("Result")

SHORT = 500  # characters; nine messages of ten are shorter
OF_A_MESSAGE = 200  # characters; what a message costs beside its length
# A short message takes some 15 ms, a long one up to 0.3 s. What waits is done before its turn is given up.
MOST_SHORT, MOST_LONG = 256, 24


class Parser:
    """Two threads that parse messages while the event loop takes the turns of others.

    One is for long messages, so that short ones never wait for them; looking for plain danger in a long message costs as
    little as a short one. Who sends much lets others go first.
    """

    def __init__(self) -> None:
        """Set up."""
        self._short = FairQueue("parse-short", MOST_SHORT)
        self._long = FairQueue("parse-long", MOST_LONG)

    async def plain_topic(self, text: str, session: str = "") -> str | None:
        """Return the safety topic of which a text speaks in a reviewed phrase, or None.

        Args:
            text: cleaned text (see requests.py).
            session: whose message it is.

        Raises:
            Problem: too much is waiting, most of it of this session or address.
        """
        if len(text) <= SHORT:
            return plain_topic(text)
        try:
            return await _run(self._short, text, session, lambda: plain_topic(text))
        except QueueFull as error:
            raise Problem("too-many", RETRY_SECONDS) from error

    async def parse(self, agent: Agent, text: str, session: str = "") -> Parsed:
        """What the pipeline finds in a text.

        Args:
            agent: Rasa's agent, with a model.
            text: cleaned text (see requests.py).
            session: whose message it is.

        Raises:
            Problem: too much is waiting, most of it of this session or address.
        """
        queue = self._short if len(text) <= SHORT else self._long
        try:
            return await _run(queue, text, session, lambda: _finished(agent.parse_message(text)))
        except QueueFull as error:
            raise Problem("too-many", RETRY_SECONDS) from error


async def _run(queue: FairQueue, text: str, session: str, do: Callable[[], Result]) -> Result:
    return await queue.run(Sender(current_address.get(), session), OF_A_MESSAGE + len(text), do)


def plain_danger(text: str, topic: str) -> Parsed:
    """Return what a pipeline would find at least in a text that speaks plainly of a safety topic: its general text leads."""
    return {
        TEXT: text,
        INTENT: {"name": topic, "confidence": 1.0},
        ENTITIES: [],
        "safety": {"outcome": "help_first", "topic": topic},
        RESPONSE_SELECTOR: {"reply_plan": [f"utter_{topic}"]},
    }


def _finished(parse: Coroutine[Any, Any, Parsed]) -> Parsed:
    """Run Rasa's parse to its end. It is a coroutine, but waits for nothing unless NLU runs on another server
    (rasa/core/processor.py, `parse_message`), so it needs no event loop.
    """
    try:
        parse.send(None)
    except StopIteration as end:
        parsed: Parsed = end.value
        return parsed
    parse.close()
    raise RuntimeError("Rasa's parse waited for something; NLU on another server is not supported")
