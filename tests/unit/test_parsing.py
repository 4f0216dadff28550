"""Parsing beside the event loop."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from assistant.channel.parsing import SHORT, Parser


class SlowOnLongTexts:
    """Stands for Rasa's agent; a long text is parsed when it is let go."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.parsing = 0

    async def parse_message(self, text: str) -> dict[str, Any]:
        self.parsing += 1
        if len(text) > SHORT:
            assert self.go_on.wait(10)
        return {"text": text}


def test_a_short_message_does_not_wait_for_long_ones() -> None:
    agent, parser = SlowOnLongTexts(), Parser()

    async def take_turns() -> list[str]:
        done: list[str] = []

        async def parse(text: str) -> None:
            done.append((await parser.parse(agent, text))["text"])  # type: ignore[arg-type]

        long = [asyncio.ensure_future(parse("x" * (SHORT + 1))) for _ in range(3)]
        await parse("help")
        agent.go_on.set()
        await asyncio.gather(*long)
        return done

    assert asyncio.run(take_turns())[0] == "help"


def test_plain_danger_does_not_wait_for_other_messages() -> None:
    agent, parser = SlowOnLongTexts(), Parser()
    danger = "i want to kill myself " + "x" * SHORT

    async def take_turns() -> list[bool]:
        waiting = asyncio.ensure_future(parser.parse(agent, "x" * (SHORT + 1)))  # type: ignore[arg-type]
        urgent = asyncio.ensure_future(parser.parse(agent, danger))  # type: ignore[arg-type]
        while agent.parsing < 2:
            await asyncio.sleep(0.01)
        agent.go_on.set()
        await asyncio.gather(waiting, urgent)
        return [waiting.done(), urgent.done()]

    assert asyncio.run(asyncio.wait_for(take_turns(), 10)) == [True, True]


def test_a_parse_that_waits_for_something_is_refused() -> None:
    class Waiting:
        async def parse_message(self, _: str) -> dict[str, Any]:
            await asyncio.sleep(0)
            return {}

    with pytest.raises(RuntimeError, match="NLU on another server"):
        asyncio.run(Parser().parse(Waiting(), "hello"))  # type: ignore[arg-type]
