"""Parses messages beside the server's event loop: the sentence encoder frees Python while it computes."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.nlu.constants import ENTITIES, INTENT, RESPONSE_SELECTOR, TEXT

from assistant.channel.fair_lane import FairLane, OverShare, Sender, Share
from assistant.channel.problems import RETRY_SECONDS, Problem
from assistant.first_look import plain_topic
from nscp.client_address import current_address

Parsed = dict[str, Any]


SHORT = 500  # characters; nine messages of ten are shorter
# A short message takes some 15 ms, a long one up to 0.3 s. What waits in a lane is done before its turn is given up.
MANY, FEW = Share(of_session=8, of_address=64, of_all=256), Share(of_session=2, of_address=8, of_all=24)


class Parser:
    """Threads that parse one message after another, while the loop takes the turns of others.

    What speaks plainly of danger has one of its own, and so have long messages: neither danger nor a short message waits for
    them. Each is shared fairly between addresses and sessions, so that who sends much keeps nobody waiting.
    """

    def __init__(self) -> None:
        """Set up."""
        self._look = FairLane("parse-look", MANY)
        self._urgent = FairLane("parse-urgent", FEW)
        self._short = FairLane("parse-short", MANY)
        self._long = FairLane("parse-long", FEW)

    async def plain_topic(self, text: str, session: str = "") -> str | None:
        """Return the safety topic of which a text speaks in a reviewed phrase, or None.

        Args:
            text: cleaned text (see typed_text.py).
            session: whose message it is.

        Raises:
            Problem: too many long messages of this session or address are waiting.
        """
        if len(text) <= SHORT:
            return plain_topic(text)
        try:
            return await self._look.run(_sender(session), lambda: plain_topic(text))
        except OverShare as error:
            raise Problem("too-many", RETRY_SECONDS) from error

    async def says_plainly(self, text: str, session: str = "") -> bool:
        """Whether a text speaks of danger or despair in a reviewed phrase; arguments and error as above."""
        return await self.plain_topic(text, session) is not None

    async def parse(self, agent: Agent, text: str, session: str = "") -> Parsed:
        """What the pipeline finds in a text; of plain danger that is over its share, what the phrase says.

        Args:
            agent: Rasa's agent, with a model.
            text: cleaned text (see typed_text.py).
            session: whose message it is.

        Raises:
            Problem: too many messages of this session or address are waiting.
        """
        topic = await self.plain_topic(text, session)
        ordinary = self._short if len(text) <= SHORT else self._long
        lane = ordinary if topic is None else self._urgent
        try:
            return await lane.run(_sender(session), lambda: _finished(agent.parse_message(text)))
        except OverShare as error:
            if topic is None:
                raise Problem("too-many", RETRY_SECONDS) from error
            return _plain_danger(text, topic)


def _sender(session: str) -> Sender:
    return Sender(current_address.get(), session)


def _plain_danger(text: str, topic: str) -> Parsed:
    """What a pipeline would have found at least: the topic's general text leads."""
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
