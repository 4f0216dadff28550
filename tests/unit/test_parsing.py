"""Parsing beside the event loop."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from assistant.channel import under_way
from assistant.channel.parsed_once import ParsedOnce
from assistant.channel.parsing import MOST_LONG, SHORT, Parsed, Parser
from assistant.channel.problems import Problem
from assistant.channel.under_way import is_urgent
from nscp.client_address import current_address


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


def test_short_danger_never_waits_for_long_messages_however_many_wait() -> None:
    agent, parser = SlowOnLongTexts(), Parser()
    long = [noise := "x" * (SHORT + 1), f"i want to kill myself {noise}"]

    async def take_turns() -> str:
        waiting = [begin(parser, agent, f"attacker {number}", str(number), long[number % 2]) for number in range(40)]
        while not agent.parsing:
            await asyncio.sleep(0.01)
        found = await asyncio.gather(*(begin(parser, agent, "family", each, "i want to kill myself") for each in "abcd"))
        agent.go_on.set()
        await asyncio.gather(*waiting, return_exceptions=True)
        return found[0]["text"]

    assert asyncio.run(asyncio.wait_for(take_turns(), 9)) == "i want to kill myself"


def test_a_long_message_of_a_family_is_parsed_although_attackers_fill_the_queue() -> None:
    agent, parser = SlowOnLongTexts(), Parser()

    async def take_turns() -> Parsed:
        texts = [str(number) + "x" * SHORT for number in range(MOST_LONG + 2)]
        attack = [begin(parser, agent, f"attacker {number % 3}", str(number), text) for number, text in enumerate(texts)]
        await asyncio.wait(attack, return_when=asyncio.FIRST_COMPLETED)  # one is refused
        family = begin(parser, agent, "family", "a", "x" * (SHORT + 1))
        await asyncio.wait({family}, timeout=0.2)
        agent.go_on.set()
        await asyncio.gather(*attack, return_exceptions=True)
        return await family

    assert asyncio.run(asyncio.wait_for(take_turns(), 9))["text"]


def begin(parser: Parser, agent: SlowOnLongTexts, address: str, session: str, text: str) -> asyncio.Future[Parsed]:
    """Begin a parse for a client; its address is the one that is answered now."""
    token = current_address.set(address)
    try:
        return asyncio.ensure_future(ParsedOnce(parser, agent, text, session).get())  # type: ignore[arg-type]
    finally:
        current_address.reset(token)


def test_long_messages_of_one_address_keep_no_other_waiting() -> None:
    agent, parser = SlowOnLongTexts(), Parser()

    async def take_turns() -> list[str]:
        done: list[str] = []

        def send(address: str, session: str) -> asyncio.Future[Parsed]:
            parse = begin(parser, agent, address, session, f"{address} {session} {'x' * SHORT}")
            parse.add_done_callback(lambda _: done.append(address))
            return parse

        first = send("attacker", "0")
        while not agent.parsing:
            await asyncio.sleep(0.01)
        others = [send("attacker", str(number)) for number in range(1, 6)]
        await asyncio.sleep(0.1)
        family = send("family", "a")
        await asyncio.sleep(0.1)
        agent.go_on.set()
        await asyncio.gather(first, *others, family)
        return done

    assert asyncio.run(asyncio.wait_for(take_turns(), 20)).index("family") <= 2


def test_who_sends_more_than_may_wait_is_told_so_and_plain_danger_is_helped_all_the_same() -> None:
    agent, parser = SlowOnLongTexts(), Parser()
    noise, danger = "x" * (SHORT + 1), "i want to kill myself " + "x" * SHORT

    async def flood(text: str) -> list[Parsed | BaseException]:
        parses = [begin(parser, agent, "attacker", str(number), text) for number in range(MOST_LONG + 2)]
        await asyncio.wait(parses, return_when=asyncio.FIRST_COMPLETED)
        found = [parse for parse in parses if parse.done()]
        return [parse.exception() or parse.result() for parse in found]

    async def take_turns() -> None:
        (refused,) = await flood(noise)
        (helped,) = await flood(danger)
        agent.go_on.set()
        assert isinstance(refused, Problem)
        assert (refused.code, "Retry-After" in refused.headers) == ("too-many", True)
        assert isinstance(helped, dict)
        assert helped["safety"] == {"outcome": "help_first", "topic": "self_harm_distress"}
        assert helped["response_selector"] == {"reply_plan": ["utter_self_harm_distress"]}

    asyncio.run(asyncio.wait_for(take_turns(), 20))


def test_plain_danger_does_not_wait_for_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_way, "HELP_SECONDS", 0.05)
    agent = SlowOnLongTexts()
    parse = ParsedOnce(Parser(), agent, "i want to kill myself " + "x" * SHORT, "a")  # type: ignore[arg-type]

    async def ask() -> tuple[bool, Parsed]:
        turn = asyncio.ensure_future(parse.get())
        try:
            return await is_urgent(turn, parse), parse.found()
        finally:
            agent.go_on.set()
            await turn

    urgent, found = asyncio.run(asyncio.wait_for(ask(), 9))

    assert urgent
    assert found["response_selector"] == {"reply_plan": ["utter_self_harm_distress"]}


def test_a_parse_that_waits_for_something_is_refused() -> None:
    class Waiting:
        async def parse_message(self, _: str) -> dict[str, Any]:
            await asyncio.sleep(0)
            return {}

    with pytest.raises(RuntimeError, match="NLU on another server"):
        asyncio.run(Parser().parse(Waiting(), "hello"))  # type: ignore[arg-type]
