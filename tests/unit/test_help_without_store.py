"""A message about danger is helped, and a wish for a person gets NSCP's address, whatever else fails."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain

from assistant.channel import turns
from assistant.channel.chats import Chats, Incoming, Opinion, Reply
from assistant.channel.limits import Pause, RateLimits
from assistant.channel.parsing import MOST_LONG
from assistant.channel.problems import Problem
from assistant.channel.requests import LONGEST_TEXT
from assistant.channel.sessions import Sessions
from assistant.channel.texts import Notices
from assistant.store import records
from assistant.store.database import Database
from assistant.store.turn import SaveResult, current_turn

NOTICES = Notices(paused="Paused.", long_chat="It ends here.", not_kept="Not kept.", not_answered="Not answered.")
TEXTS = {"utter_danger": "Call 999.", "utter_hand_off": "Write to NSCP.", "utter_line_of_help": "Help is there."}
MESSAGE = Incoming("sender", "m1", "some words")
DANGER = "i want to kill myself "
TOO_MANY = MOST_LONG // LONGEST_TEXT + 2  # of the longest messages: one is parsed, and one more waits than may

OnNewMessage = Callable[[UserMessage], Awaitable[None]]


class Agent:
    """Rasa's agent, which reads every message as it is told to."""

    domain = Domain.empty()

    def __init__(self, intent: str, safety: str, plan: list[str]) -> None:
        self.nlg = self
        self._parsed = {"intent": {"name": intent}, "safety": {"outcome": safety}, "response_selector": {"reply_plan": plan}}
        self.parsed = 0
        self.parse_seconds = 0.0

    def is_ready(self) -> bool:
        return True

    async def parse_message(self, text: str) -> dict[str, Any]:
        self.parsed += 1
        time.sleep(self.parse_seconds)  # in a thread of the parser
        return {**self._parsed, "text": text}

    async def generate(self, name: str, *_: Any) -> dict[str, Any] | None:
        return {"text": TEXTS[name]} if name in TEXTS else None


def danger() -> Agent:
    return Agent("immediate_danger", "help_first", ["utter_danger"])


def wants_a_person(safety: str = "none") -> Agent:
    return Agent("handoff_request", safety, [])


async def failing(_: UserMessage) -> None:
    raise ValueError("quotes what was typed")


async def hanging(_: UserMessage) -> None:
    await asyncio.Event().wait()


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "HELP_SECONDS", 0.05)
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.3)


def chats_on(database: Database) -> Chats:
    limits = RateLimits("1000/minute", "1000/minute", "memory://")
    pause = Pause(False, NOTICES.paused, database)
    return Chats(database, {}, Sessions("k" * 40, 3600), limits, pause, NOTICES, {})


def send(database: Database, agent: Agent, on_new_message: OnNewMessage = failing) -> Reply:
    return asyncio.run(chats_on(database).send(agent, on_new_message, MESSAGE))  # type: ignore[arg-type]


def texts(reply: Reply) -> list[str]:
    return [message.text for message in reply.messages]


def lost(path: Path) -> None:
    path.rename(path.with_name("elsewhere.sqlite"))


def corrupt(path: Path) -> None:
    for part in path.parent.glob("nscp.sqlite-*"):
        part.unlink()
    path.write_bytes(os.urandom(path.stat().st_size))


@pytest.mark.parametrize("broken", [lost, corrupt])
def test_danger_is_helped_without_a_database(database: Database, path: Path, broken: Callable[[Path], None]) -> None:
    database.engine.dispose()
    broken(path)

    reply = send(database, danger())

    assert texts(reply) == ["Call 999.", "Not kept."]
    assert [message.id for message in reply.messages] == ["m1.1", "m1.2"]
    assert (reply.is_stored, reply.is_answer) == (False, True)


def test_danger_in_a_comment_is_helped_without_a_database(database: Database, path: Path) -> None:
    lost(path)
    opinion = Opinion("sender", "m1.1", False, "some words")

    reply = asyncio.run(chats_on(database).keep_feedback(danger(), failing, opinion))  # type: ignore[arg-type]

    assert reply is not None
    assert texts(reply) == ["Call 999.", "Not kept."]


@pytest.mark.parametrize("harmless", [Agent("faq", "none", []), wants_a_person()])
def test_any_other_opinion_waits_for_the_database(database: Database, path: Path, harmless: Agent) -> None:
    lost(path)
    opinion = Opinion("sender", "m1.1", False, "some words")

    with pytest.raises(Problem, match="try-again"):
        asyncio.run(chats_on(database).keep_feedback(harmless, failing, opinion))  # type: ignore[arg-type]


@pytest.mark.usefixtures("in_a_hurry")
def test_danger_does_not_wait_for_a_locked_database(database: Database, path: Path) -> None:
    async def writing(_: UserMessage) -> None:
        await database.run(lambda connection: records.end_session(connection, "sender", 1.0))

    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        assert texts(send(database, danger(), writing)) == ["Call 999.", "Not kept."]
    finally:
        lock.close()


def test_danger_is_helped_when_the_turn_fails_whatever_the_reason(database: Database) -> None:
    assert texts(send(database, danger(), failing)) == ["Call 999.", "Not kept."]


@pytest.mark.usefixtures("in_a_hurry")
def test_a_turn_that_help_did_not_wait_for_is_stored_all_the_same(database: Database) -> None:
    ended = []

    async def slow(_: UserMessage) -> None:
        await asyncio.sleep(0.2)
        ended.append("stored")

    async def both() -> Reply:
        reply = await chats_on(database).send(danger(), slow, MESSAGE)  # type: ignore[arg-type]
        assert not ended
        await asyncio.sleep(0.3)
        return reply

    assert texts(asyncio.run(both())) == ["Call 999.", "Not kept."]
    assert ended == ["stored"]


def test_danger_that_takes_long_to_read_is_helped_when_its_turn_has_failed_at_once(database: Database, path: Path) -> None:
    agent = danger()
    agent.parse_seconds = 2 * turns.HELP_SECONDS
    lost(path)

    assert texts(send(database, agent)) == ["Call 999.", "Not kept."]


class Held(Agent):
    """Parses when it is let go."""

    def __init__(self) -> None:
        super().__init__("self_harm_distress", "help_first", ["utter_danger"])
        self.go_on = threading.Event()

    async def parse_message(self, text: str) -> dict[str, Any]:
        assert self.go_on.wait(10)
        return await super().parse_message(text)

    async def generate(self, *_: Any) -> dict[str, Any] | None:
        return {"text": "Call Samaritans."}


def test_long_danger_is_helped_however_many_wait_and_stored_where_the_queue_has_room(database: Database) -> None:
    agent, chats, taken = Held(), chats_on(database), list[str]()
    messages = [Incoming(f"sender {number}", "m1", DANGER.ljust(LONGEST_TEXT, "x")) for number in range(TOO_MANY)]

    async def take(message: UserMessage) -> None:
        taken.append(message.sender_id)
        turn = current_turn.get()
        assert turn is not None
        turn.outcome = SaveResult.STORED

    async def send_all() -> list[Reply]:
        sent = [asyncio.ensure_future(chats.send(agent, take, message)) for message in messages]  # type: ignore[arg-type]
        first, _ = await asyncio.wait(sent, return_when=asyncio.FIRST_COMPLETED)
        assert len(first) == 1  # the one that is refused need not wait
        replies = await asyncio.gather(*sent)
        assert not taken
        agent.go_on.set()
        while len(taken) < TOO_MANY - 1:
            await asyncio.sleep(0.01)
        return replies

    replies = asyncio.run(asyncio.wait_for(send_all(), 20))

    assert {tuple(texts(reply)) for reply in replies} == {("Call Samaritans.", "Not kept.")}
    assert len(set(taken)) == TOO_MANY - 1


def test_a_long_message_that_is_not_plainly_about_danger_is_told_to_wait_when_too_many_do(database: Database) -> None:
    agent, chats = Held(), chats_on(database)

    async def send_all() -> list[BaseException | Reply]:
        messages = [Incoming(f"sender {number}", "m1", "x" * LONGEST_TEXT) for number in range(TOO_MANY)]
        sent = [asyncio.ensure_future(chats.send(agent, failing, message)) for message in messages]  # type: ignore[arg-type]
        first, rest = await asyncio.wait(sent, return_when=asyncio.FIRST_COMPLETED)
        agent.go_on.set()
        await asyncio.gather(*rest)
        return [one.exception() or one.result() for one in first]

    (refused,) = asyncio.run(asyncio.wait_for(send_all(), 20))

    assert isinstance(refused, Problem)
    assert refused.code == "too-many"


@pytest.mark.usefixtures("in_a_hurry")
def test_a_message_whose_turn_was_given_up_is_not_parsed_any_more(database: Database) -> None:
    agent, chats = Held(), chats_on(database)

    async def send_both() -> None:
        messages = [Incoming(sender, "m1", DANGER.ljust(2_000, "x")) for sender in ("first", "second")]
        await asyncio.gather(*(chats.send(agent, hanging, message) for message in messages))  # type: ignore[arg-type]
        await asyncio.sleep(2 * turns.TURN_SECONDS)  # what was stopped does not go on when the thread is free
        agent.go_on.set()
        await asyncio.sleep(0.3)

    asyncio.run(asyncio.wait_for(send_both(), 20))

    assert agent.parsed == 1


def test_a_message_is_parsed_once_also_when_its_turn_fails(database: Database) -> None:
    agent = danger()

    send(database, agent)

    assert agent.parsed == 1


def test_a_wish_for_a_person_gets_the_address_without_a_database(database: Database, path: Path) -> None:
    lost(path)

    assert texts(send(database, wants_a_person())) == ["Write to NSCP.", "Not kept."]
    assert texts(send(database, wants_a_person("answer_with_help"))) == ["Write to NSCP.", "Help is there.", "Not kept."]


@pytest.mark.usefixtures("in_a_hurry")
def test_a_wish_for_a_person_gets_the_address_when_the_action_server_hangs(database: Database) -> None:
    assert texts(send(database, wants_a_person(), hanging)) == ["Write to NSCP.", "Not kept."]


def test_without_the_action_server_the_address_is_the_answer_and_is_stored(database: Database) -> None:
    async def rasa(message: UserMessage) -> None:
        turn = current_turn.get()
        assert turn is not None
        plan = message.parse_data["response_selector"]["reply_plan"]
        turn.outcome = SaveResult.STORED if plan else SaveResult.UNANSWERED
        said = {"event": "bot", "text": TEXTS[plan[0]], "metadata": {}, "data": {}, "timestamp": 2.0} if plan else {}
        user = {"event": "user", "text": message.text, "message_id": message.message_id, "timestamp": 1.0}
        turn.events = [user, said] if plan else []

    reply = send(database, wants_a_person(), rasa)

    assert texts(reply) == ["Write to NSCP."]
    assert reply.is_stored


def test_a_message_that_may_be_about_danger_gets_the_line_of_help_and_can_be_sent_again(
    database: Database, path: Path
) -> None:
    lost(path)

    reply = send(database, Agent("faq", "answer_with_help", []))

    assert texts(reply) == ["Not answered.", "Help is there."]
    assert not reply.is_answer


def test_any_other_message_waits_for_the_database(database: Database, path: Path) -> None:
    lost(path)

    with pytest.raises(Problem, match="try-again"):
        send(database, Agent("faq", "none", []))
