"""Parsing beside the event loop."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from assistant.channel import turns
from assistant.channel.parsing import MOST_LONG, MOST_REFUSED, OF_A_MESSAGE, SHORT, Busy, MessageParse, Parse, Parsed, Parser
from assistant.channel.requests import LONGEST_TEXT
from assistant.channel.turns import is_urgent
from nscp.client_address import current_address

TOO_MANY = MOST_LONG // LONGEST_TEXT + 2  # of the longest messages: one is parsed, and one more waits than may


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
            done.append((await parser.parse(agent, text)).parsed["text"])  # type: ignore[arg-type]

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
        return str(found[0].parsed["text"])

    assert asyncio.run(asyncio.wait_for(take_turns(), 9)) == "i want to kill myself"


def test_a_long_message_of_a_family_is_parsed_although_attackers_fill_the_queue() -> None:
    agent, parser = SlowOnLongTexts(), Parser()

    async def take_turns() -> Parsed:
        texts = [str(number) + "x" * (LONGEST_TEXT - 2) for number in range(TOO_MANY)]
        attack = [begin(parser, agent, f"attacker {number % 3}", str(number), text) for number, text in enumerate(texts)]
        await asyncio.wait(attack, return_when=asyncio.FIRST_COMPLETED)  # one is refused
        family = begin(parser, agent, "family", "a", "x" * (SHORT + 1))
        await asyncio.wait({family}, timeout=0.2)
        agent.go_on.set()
        await asyncio.gather(*attack, return_exceptions=True)
        return (await family).parsed

    assert asyncio.run(asyncio.wait_for(take_turns(), 9))["text"]


def begin(parser: Parser, agent: SlowOnLongTexts, address: str, session: str, text: str) -> asyncio.Future[Parse]:
    """Begin a parse for a client; its address is the one that is answered now."""
    token = current_address.set(address)
    try:
        return asyncio.ensure_future(MessageParse(parser, agent, text, session).get())  # type: ignore[arg-type]
    finally:
        current_address.reset(token)


def test_long_messages_of_one_address_keep_no_other_waiting() -> None:
    agent, parser = SlowOnLongTexts(), Parser()

    async def take_turns() -> list[str]:
        done: list[str] = []

        def send(address: str, session: str) -> asyncio.Future[Parse]:
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


def test_who_sends_more_than_may_wait_is_told_so_and_plain_danger_is_found_all_the_same() -> None:
    agent, parser = SlowOnLongTexts(), Parser()
    noise = "x" * (LONGEST_TEXT - 30)

    async def flood(text: str) -> Parsed:
        parses = [MessageParse(parser, agent, text, str(number)) for number in range(TOO_MANY)]  # type: ignore[arg-type]
        running = {parse.start(): parse for parse in parses}
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        (refused,) = done
        error = refused.exception()
        assert isinstance(error, Busy)
        assert (error.code, "Retry-After" in error.headers) == ("too-many", True)
        return running[refused].so_far()

    async def take_turns() -> None:
        refused = await flood(noise)
        helped = await flood(f"i want to kill myself {noise}")
        agent.go_on.set()
        assert refused == {}
        assert helped["safety"] == {"outcome": "help_first", "topic": "self_harm_distress"}
        assert helped["response_selector"] == {"reply_plan": ["utter_self_harm_distress"]}

    asyncio.run(asyncio.wait_for(take_turns(), 20))


def test_danger_that_is_refused_is_found_among_a_flood_of_refused_messages_from_its_own_address() -> None:
    parser, go_on = Parser(), threading.Event()
    flood = 2 * MOST_REFUSED // OF_A_MESSAGE

    def held() -> str:
        assert go_on.wait(10)
        return "noise"

    async def look() -> tuple[str | None, list[object], str | None]:
        current_address.set("hostel")
        strangers = [asyncio.ensure_future(parser.refused_topic(held, 0)) for _ in range(flood)]
        await asyncio.sleep(0)
        family = asyncio.ensure_future(parser.refused_topic(lambda: "i want to kill myself", 0, "a chat"))
        await asyncio.sleep(0)
        elsewhere = await parser.plain_topic("i want to kill myself".ljust(SHORT + 1), "another chat")
        go_on.set()
        return await family, await asyncio.gather(*strangers, return_exceptions=True), elsewhere

    found, others, elsewhere = asyncio.run(asyncio.wait_for(look(), 20))

    assert found == elsewhere == "self_harm_distress"
    assert sum(isinstance(other, Busy) for other in others) == flood - MOST_REFUSED // OF_A_MESSAGE


def test_many_stories_may_wait_where_few_of_the_longest_messages_may() -> None:
    agent, parser = SlowOnLongTexts(), Parser()

    async def take_turns() -> int:
        parses = [begin(parser, agent, "hospital", str(number), "x" * 1_500) for number in range(80)]
        await asyncio.sleep(0.1)
        agent.go_on.set()
        return len(await asyncio.gather(*parses))

    assert asyncio.run(asyncio.wait_for(take_turns(), 20)) == 80


def test_a_long_message_is_masked_where_it_is_parsed_and_a_short_one_is_left_to_the_store() -> None:
    agent, long = SlowOnLongTexts(), f"my name is Zebedee Brown. {'It was cold. ' * 100}"
    agent.go_on.set()

    async def parse(text: str) -> Parse:
        return await Parser().parse(agent, text)  # type: ignore[arg-type]

    assert asyncio.run(parse(long)).masked == long.replace("Zebedee Brown", "[name]")
    assert asyncio.run(parse("my name is Zebedee Brown")).masked is None


def test_plain_danger_does_not_wait_for_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "HELP_SECONDS", 0.05)
    agent = SlowOnLongTexts()
    parse = MessageParse(Parser(), agent, "i want to kill myself " + "x" * SHORT, "a")  # type: ignore[arg-type]

    async def ask() -> tuple[bool, Parsed]:
        turn = asyncio.ensure_future(parse.get())
        try:
            return await is_urgent(turn, parse), parse.so_far()
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
