"""What a family's message meets between the network and Rasa."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain

from assistant.channel import turns
from assistant.channel.chats import LONGEST_CHAT, Chats, Incoming, Opinion, Reply
from assistant.channel.limits import Pause, RateLimits
from assistant.channel.parsing import SHORT
from assistant.channel.problems import Problem
from assistant.channel.sessions import Sessions
from assistant.channel.texts import Notices
from assistant.store import conversations
from assistant.store.database import Database
from assistant.store.turn import SaveResult, current_turn
from nscp.guide import GuideSentence
from nscp.masking import mask

GUIDE = {"S1": GuideSentence("S1", "One.", "first", "The first section")}
HELP = {"immediate_danger": "Call 999.", "self_harm_distress": "Call Samaritans."}
ASKED = Incoming("sender", "m1", "How long?")


class Agent:
    """Rasa's agent with a store that works: answers every message by its text."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ready = True
        self.safety = "none"
        self.turns = 0
        self.last_events: list[int | None] = []
        self.before_answer: Callable[[], Any] | None = None
        self.parsed: list[str] = []

        self.nlg = self
        self.domain = Domain.empty()

    def is_ready(self) -> bool:
        return self.ready

    async def generate(self, name: str, *_: Any) -> dict[str, Any]:
        return {"text": f"To {name}"}

    async def parse_message(self, text: str) -> dict[str, Any]:
        self.parsed.append(text)
        plan = {"reply_plan": ["utter_danger"]}
        return {"text": text, "intent": {"name": "faq"}, "safety": {"outcome": self.safety}, "response_selector": plan}

    async def handle_message(self, message: UserMessage) -> None:
        self.turns += 1
        if self.before_answer:
            await self.before_answer()
        turn = current_turn.get()
        assert turn is not None
        self.last_events.append(turn.last_event)
        said = [
            {"event": "user", "text": message.text, "message_id": message.message_id, "timestamp": 1.0},
            {"event": "bot", "text": f"To {message.text}", "metadata": {}, "data": {}, "timestamp": 2.0},
        ]
        rows = [conversations.as_row(message.sender_id, event) for event in said]
        with self.database.engine.begin() as connection:
            number = conversations.load_state(connection, message.sender_id, "").number
            conversations.add(connection, message.sender_id, conversations.new_messages(said, number, 1.0), rows)
        turn.outcome, turn.events = SaveResult.STORED, said


@pytest.fixture
def agent(database: Database) -> Agent:
    return Agent(database)


def chats(database: Database, per_minute: int = 1000, is_paused: bool = False) -> Chats:
    limits = RateLimits(f"{per_minute}/minute", "1000/minute", "memory://")
    notices = Notices(paused="Paused.", long_chat="It ends here.", not_kept="Not kept.", not_answered="Not answered.")
    pause = Pause(is_paused, notices.paused, database)
    return Chats(database, GUIDE, Sessions("k" * 40, 3600), limits, pause, notices, HELP)


def send(on: Chats, agent: Agent, *messages: Incoming) -> list[list[str]]:
    """Send one after another; the texts of the replies."""

    async def all_of_them() -> list[list[str]]:
        replies = [await on.send(agent, agent.handle_message, message) for message in messages]  # type: ignore[arg-type]
        return [[message.text for message in reply.messages] for reply in replies]

    return asyncio.run(all_of_them())


def problem_of(on: Chats, agent: Agent, *messages: Incoming) -> str:
    with pytest.raises(Problem) as raised:
        send(on, agent, *messages)
    return raised.value.code


def test_a_repeated_message_id_returns_the_first_reply_and_does_nothing_else(database: Database, agent: Agent) -> None:
    first, second, repeated = send(chats(database), agent, ASKED, Incoming("sender", "m2", "Why?"), ASKED)

    assert first == repeated == ["To How long?"]
    assert second == ["To Why?"]
    assert agent.turns == 2


def test_another_text_under_an_answered_id_is_another_message(database: Database, agent: Agent) -> None:
    other = replace(ASKED, text="He has a knife")

    assert send(chats(database), agent, ASKED, other, other, ASKED) == [
        ["To How long?"],
        ["To He has a knife"],
        ["To He has a knife"],
        ["To How long?"],
    ]
    assert agent.turns == 2


@pytest.mark.parametrize("stored", ["[personal detail]", "How?"])
def test_a_repeat_is_known_also_by_what_is_stored_of_it(database: Database, agent: Agent, stored: str) -> None:
    typed, repeated = (
        replace(ASKED, text=stored),
        replace(ASKED, text="Ho\u200bw?"),
    )  # stored with details hidden, and cleaned

    first, again = send(chats(database), agent, typed, repeated)

    assert first == again
    assert agent.turns == 1


def test_danger_under_an_answered_id_is_helped_also_where_words_cannot_be_compared(database: Database, agent: Agent) -> None:
    on = chats(database)
    send(on, agent, replace(ASKED, text="I am [name]"))
    agent.safety = "help_first"

    assert send(on, agent, replace(ASKED, text="He has a knife")) == [["To He has a knife"]]


def test_the_store_is_told_what_was_just_read_so_that_it_need_not_look_again(database: Database, agent: Agent) -> None:
    send(chats(database), agent, ASKED, Incoming("sender", "m2", "Why?"))

    assert agent.last_events == [0, 2]


def test_two_that_arrive_together_are_one_message(database: Database, agent: Agent) -> None:
    on = chats(database)

    async def together() -> list[Any]:
        agent.before_answer = lambda: asyncio.sleep(0.05)
        return await asyncio.gather(*[on.send(agent, agent.handle_message, ASKED) for _ in range(5)])  # type: ignore[arg-type]

    replies = asyncio.run(together())

    assert agent.turns == 1
    assert all(reply == replies[0] for reply in replies)


def test_the_same_id_in_another_session_is_another_message(database: Database, agent: Agent) -> None:
    assert send(chats(database), agent, ASKED, Incoming("other", "m1", "Mine")) == [["To How long?"], ["To Mine"]]


def test_a_full_chat_ends_kindly_and_the_next_message_starts_a_new_one(database: Database, agent: Agent) -> None:
    on = chats(database)
    messages = [Incoming("sender", f"m{number}", str(number)) for number in range(1, LONGEST_CHAT + 2)]
    *_, last, following = send(on, agent, *messages)

    assert last == [f"To {LONGEST_CHAT}", "It ends here."]
    assert following == [f"To {LONGEST_CHAT + 1}"]
    # Repeats are still answered as they were, wherever the first reply stands.
    assert send(on, agent, messages[-2], messages[-1]) == [last, following]
    assert agent.turns == LONGEST_CHAT + 1


def test_too_many_messages_are_refused_with_a_time_to_wait(database: Database, agent: Agent) -> None:
    on = chats(database, per_minute=1)
    send(on, agent, ASKED)

    assert problem_of(on, agent, Incoming("sender", "m2", "Again")) == "too-many"
    assert agent.turns == 1


def test_danger_that_only_the_model_sees_is_answered_in_as_many_short_messages_over_the_limit_as_under_it(
    database: Database, agent: Agent
) -> None:
    on = chats(database, per_minute=2)
    harmless, hidden = "How long?", "he's got his hands round her neck"
    send(on, agent, *(Incoming("sender", f"m{number}", harmless) for number in range(2)))
    assert problem_of(on, agent, Incoming("sender", "m3", harmless)) == "too-many"
    agent.safety = "help_first"

    assert send(on, agent, Incoming("sender", "m4", hidden)) == [[f"To {hidden}"]]
    assert problem_of(on, agent, Incoming("sender", "m5", hidden)) == "too-many"


def test_a_long_message_over_the_limit_is_not_parsed(database: Database, agent: Agent) -> None:
    on = chats(database, per_minute=1)
    send(on, agent, ASKED)

    assert problem_of(on, agent, Incoming("sender", "m2", "x" * (SHORT + 1))) == "too-many"
    assert agent.parsed == [ASKED.text]


def test_few_messages_over_the_limit_are_parsed_however_long_they_wait_for_one_another(
    database: Database, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "HELP_SECONDS", 0.05)
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.3)
    agent.before_answer = asyncio.Event().wait
    on = chats(database, per_minute=1)

    async def together() -> list[Any]:
        messages = [ASKED, *(Incoming("sender", f"more-{number}", "Again") for number in range(3))]
        sent = [on.send(agent, agent.handle_message, message) for message in messages]  # type: ignore[arg-type]
        return await asyncio.gather(*sent, return_exceptions=True)

    assert all(isinstance(reply, Problem) for reply in asyncio.run(together()))
    assert agent.parsed == [ASKED.text, "Again"]


def test_a_message_about_danger_is_answered_even_then(database: Database, agent: Agent) -> None:
    on = chats(database, per_minute=1)
    send(on, agent, ASKED)
    agent.safety = "help_first"

    assert send(on, agent, Incoming("sender", "m2", "He is going to kill me")) == [["To He is going to kill me"]]


def test_while_paused_the_notice_stands_in_place_of_answers_and_nothing_is_kept(database: Database, agent: Agent) -> None:
    on = chats(database, is_paused=True)

    assert send(on, agent, ASKED) == [["Paused."]]
    assert agent.turns == 0
    assert asyncio.run(on.conversation("sender")) == []


def test_while_paused_a_message_about_danger_is_answered(database: Database, agent: Agent) -> None:
    agent.safety = "help_first"

    assert send(chats(database, is_paused=True), agent, ASKED) == [["To How long?"]]


def test_an_ended_chat_takes_no_message(database: Database, agent: Agent) -> None:
    on = chats(database)
    send(on, agent, ASKED)
    asyncio.run(on.end("sender"))

    assert problem_of(on, agent, Incoming("sender", "m2", "Still there?")) == "session-ended"


def long_chat(on: Chats, agent: Agent) -> str:
    """A chat that goes on in a second conversation; the second's sender id."""
    messages = [Incoming("sender", f"m{number}", str(number)) for number in range(1, LONGEST_CHAT + 2)]
    send(on, agent, *messages)
    return Sessions("k" * 40, 3600).continuation("sender")


def test_a_chat_is_ended_as_a_whole_also_by_a_token_from_before_it_became_long(database: Database, agent: Agent) -> None:
    on = chats(database)
    following = long_chat(on, agent)

    asyncio.run(on.end("sender"))

    assert problem_of(on, agent, Incoming(following, "new", "Still there?")) == "session-ended"
    with pytest.raises(Problem, match="session-ended"):
        asyncio.run(on.refuse_ended(following))


def test_a_full_chat_that_was_ended_does_not_go_on(database: Database, agent: Agent) -> None:
    on = chats(database)
    send(on, agent, *[Incoming("sender", f"m{number}", str(number)) for number in range(1, LONGEST_CHAT + 1)])
    following = Sessions("k" * 40, 3600).continuation("sender")

    asyncio.run(on.end("sender"))

    assert problem_of(on, agent, Incoming(following, "new", "Still there?")) == "session-ended"


def test_a_chat_that_was_ended_after_it_became_long_is_not_shown_at_all(database: Database, agent: Agent) -> None:
    on = chats(database)
    following = long_chat(on, agent)

    asyncio.run(on.end(following))

    with pytest.raises(Problem, match="session-ended"):
        asyncio.run(on.refuse_ended("sender"))
    assert problem_of(on, agent, Incoming("sender", "m1", "1")) == "session-ended"


def test_a_long_chat_is_ended_also_when_staff_erased_its_beginning(database: Database, agent: Agent) -> None:
    on = chats(database)
    following = long_chat(on, agent)
    with database.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM messages WHERE sender_id = 'sender'"))

    asyncio.run(on.end("sender"))

    assert problem_of(on, agent, Incoming(following, "new", "Still there?")) == "session-ended"


def test_without_a_model_the_family_is_told_to_try_again(database: Database, agent: Agent) -> None:
    agent.ready = False

    assert problem_of(chats(database), agent, ASKED) == "try-again"


@pytest.mark.parametrize("text", ["i want to kill myself", f"{'word ' * 500}. i want to kill myself"])
def test_without_a_model_a_message_about_danger_is_helped_all_the_same(database: Database, agent: Agent, text: str) -> None:
    agent.ready = False

    assert send(chats(database), agent, replace(ASKED, text=text)) == [["Call Samaritans.", "Not kept."]]


def test_without_a_model_a_chat_begins_with_where_to_write(database: Database, agent: Agent) -> None:
    agent.ready = False

    (opening,) = asyncio.run(chats(database).opening(agent))  # type: ignore[arg-type]

    assert (opening.text, opening.kind) == ("Paused.", "notice")


def test_a_turn_that_takes_too_long_is_stopped_and_said(
    database: Database, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.05)
    agent.before_answer = asyncio.Event().wait

    assert problem_of(chats(database), agent, ASKED) == "try-again"


def test_feedback_needs_a_reply_of_this_chat(database: Database, agent: Agent) -> None:
    on = chats(database)
    send(on, agent, ASKED)
    assert give_feedback(on, agent, Opinion("sender", "m1.1", True, "write to lee.carter@example.com")) is None

    for sender_id, message_id in (("other", "m1.1"), ("sender", "m1"), ("sender", "m9.1")):
        with pytest.raises(Problem, match="not-found"):
            give_feedback(on, agent, Opinion(sender_id, message_id, True, ""))
    (comment,) = comments(database)
    assert "lee.carter" not in comment
    assert agent.turns == 1


def test_a_comment_is_masked_beside_the_event_loop(
    database: Database, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    on, names = chats(database), []

    def noting(text: str) -> str:
        names.append(threading.current_thread().name)
        return mask(text)

    monkeypatch.setattr("assistant.channel.parsing.mask", noting)
    send(on, agent, ASKED)
    give_feedback(on, agent, Opinion("sender", "m1.1", False, "write to lee.carter@example.com"))

    assert [name.startswith("parse-long") for name in names] == [True]
    assert comments(database) == ["write to [email]"]


def give_feedback(on: Chats, agent: Agent, opinion: Opinion) -> Reply | None:
    return asyncio.run(on.keep_feedback(agent, agent.handle_message, opinion))  # type: ignore[arg-type]


def comments(database: Database) -> list[str]:
    found: list[str] = database.run_now(lambda c: c.execute(sa.text("SELECT comment FROM feedback")).scalars().all())
    return found


@pytest.mark.parametrize("safety", ["help_first", "answer_with_help"])
def test_a_comment_that_may_be_about_danger_is_answered_once_and_kept(database: Database, agent: Agent, safety: str) -> None:
    on, opinion = chats(database), Opinion("sender", "m1.1", False, "he hits me")
    send(on, agent, ASKED)
    agent.safety = safety

    reply, again = (give_feedback(on, agent, opinion) for _ in range(2))

    assert reply == again
    assert reply is not None
    assert [message.text for message in reply.messages] == ["To he hits me"]
    assert comments(database) == ["he hits me"]
    assert [message.text for message in asyncio.run(on.conversation("sender"))][2:] == ["he hits me", "To he hits me"]


def test_a_comment_over_the_limit_gets_the_cheap_look_and_is_kept(database: Database, agent: Agent) -> None:
    on = chats(database, per_minute=1)
    send(on, agent, ASKED)

    for _ in range(2):
        assert give_feedback(on, agent, Opinion("sender", "m1.1", False, "not what I asked")) is None
    assert agent.parsed == [ASKED.text, "not what I asked"]
    agent.safety = "help_first"
    reply = give_feedback(on, agent, Opinion("sender", "m1.1", False, "i want to kill myself"))

    assert reply is not None
    assert comments(database) == ["i want to kill myself"]


def test_danger_in_a_comment_is_answered_also_where_there_is_no_such_reply(database: Database, agent: Agent) -> None:
    agent.safety = "help_first"

    reply = give_feedback(chats(database), agent, Opinion("sender", "m9.1", False, "he hits me"))

    assert reply is not None
    assert comments(database) == []


def test_a_comment_while_a_message_for_nscp_is_taken_is_no_answer_to_its_question(database: Database, agent: Agent) -> None:
    on = chats(database)
    send(on, agent, ASKED)
    form = {"event": "active_loop", "name": "hand_off_form", "timestamp": 3.0}
    with database.engine.begin() as connection:
        conversations.add(connection, "sender", [], [conversations.as_row("sender", form)])
    agent.safety = "answer_with_help"

    reply = give_feedback(on, agent, Opinion("sender", "m1.1", False, "is my son safe with him"))

    assert reply is not None
    assert [message.text for message in reply.messages] == ["To utter_line_of_help"]
    assert agent.turns == 1


def test_danger_in_an_ended_chat_gets_its_help_beside_the_reason(database: Database, agent: Agent) -> None:
    on = chats(database)
    send(on, agent, ASKED)
    asyncio.run(on.end("sender"))
    agent.safety = "help_first"

    with pytest.raises(Problem, match="session-ended") as to_message:
        send(on, agent, Incoming("sender", "m2", "He is going to kill me"))
    with pytest.raises(Problem, match="session-ended") as to_comment:
        give_feedback(on, agent, Opinion("sender", "m1.1", False, "He is going to kill me"))

    for problem in (to_message.value, to_comment.value):
        assert [message.text for message in problem.messages] == ["To utter_danger"]
    assert agent.turns == 1
