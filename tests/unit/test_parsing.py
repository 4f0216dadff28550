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

    async def parse_message(self, text: str) -> dict[str, Any]:
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


def test_a_parse_that_waits_for_something_is_refused() -> None:
    class Waiting:
        async def parse_message(self, _: str) -> dict[str, Any]:
            await asyncio.sleep(0)
            return {}

    with pytest.raises(RuntimeError, match="NLU on another server"):
        asyncio.run(Parser().parse(Waiting(), "hello"))  # type: ignore[arg-type]
