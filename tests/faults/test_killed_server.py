"""The Rasa server is killed again and again in the middle of many conversations, as by power cuts. Nothing that a family
was told is lost, and nothing is answered twice."""

from __future__ import annotations

import http.client
import json
import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.conftest import NO_LIMIT, REQUESTS
from tests.faults.report import Part, Report
from tests.running_server import PROJECT, Server
from tests.system.api.client import Client, Reply, Session, new_id

CONVERSATIONS = min(200, REQUESTS)
AT_ONCE = 16
KILLS = 5
MAY_NOT_BE_KEPT = "may not be kept"  # data/notices.yml
TRIES = 20
QUESTIONS = (
    "How long does a review take?",
    "why?",
    "can my mum come with me",
    "who sees it and where is it published?",
    "i cant go on",
    "zxcv qwerty asdf",
)
MESSAGES = CONVERSATIONS * len(QUESTIONS)


@dataclass
class Crowd:
    """Many families at once, who send again whatever got no answer.

    Attributes:
        client: of the server that is killed now and then.
        replies: message id -> every reply that was received.
        counts: of what happened.
    """

    client: Client
    replies: dict[str, list[list[dict[str, Any]]]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    is_up: threading.Event = field(default_factory=threading.Event)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def converse(self) -> Session:
        """Have one conversation."""
        session = self._until_answered(lambda: self.client.post("/sessions", {}), 201)
        chat = Session(self.client, session.json["token"], session)
        for question in QUESTIONS:
            self.say(chat, question, new_id())
        return chat

    def say(self, chat: Session, text: str, id_: str) -> None:
        """Send a message until it is answered."""
        reply = self._until_answered(lambda: chat.send(text, id_), 200)
        with self._changed:
            # Help does not wait for the store, and says so; sent again, the message gets what was stored.
            self.replies.setdefault(id_, []).append(
                [said for said in reply.json["messages"] if MAY_NOT_BE_KEPT not in said["text"]]
            )
            self._changed.notify_all()

    def wait_for(self, answered: int) -> None:
        """Wait until so many messages were answered."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.replies) >= answered, timeout=300)

    def _until_answered(self, send: Callable[[], Reply], expected: int) -> Reply:
        for _ in range(TRIES):
            assert self.is_up.wait(timeout=300)
            try:
                reply = send()
            except (OSError, http.client.HTTPException):
                self._count("cut off")
                continue
            assert reply.status == expected, (reply.status, reply.body)
            self._count("answered")
            return reply
        raise AssertionError("A message was never answered.")

    def _count(self, name: str) -> None:
        with self._changed:
            self.counts[name] += 1


def test_nothing_is_lost_or_answered_twice(database: str, tmp_path: Path, report: Report) -> None:
    kind = "PostgreSQL" if database.startswith("postgresql") else "SQLite"
    server = Server(tmp_path, {**NO_LIMIT, "NSCP_DATABASE_URL": database})
    crowd = Crowd(Client(server.api))
    with report.part(f"{CONVERSATIONS} conversations on {kind}, the server killed {KILLS} times") as part:
        try:
            server.start()
            crowd.is_up.set()
            with ThreadPoolExecutor(AT_ONCE) as families:
                conversations = [families.submit(crowd.converse) for _ in range(CONVERSATIONS)]
                for kill in range(1, KILLS + 1):
                    crowd.wait_for(MESSAGES * kill // (KILLS + 1))
                    crowd.is_up.clear()
                    server.kill_rasa()
                    server.start_rasa()
                    crowd.is_up.set()
                chats = [conversation.result() for conversation in conversations]
            first = {id_: replies[0] for id_, replies in crowd.replies.items()}
            check_stored(database, set(first), part)
            check_repeats(crowd, chats, first)
            check_stored(database, set(first), part)
        finally:
            server.stop()
            part.counts.update({"messages": len(crowd.replies), **crowd.counts})


def check_stored(database: str, answered: set[str], part: Part) -> None:
    """Every message whose reply was received is in the database exactly once, with a reply."""
    command = [PROJECT / ".venv/bin/python", "tests/faults/stored.py", database]
    found = json.loads(subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout)
    part.counts["messages in the database"] = len(found["asked"])
    for name in ("turns", "asked"):
        assert max(Counter(found[name]).values()) == 1, f"a message is stored twice in {name}"
        assert set(found[name]) == answered, f"{name}: {len(answered - set(found[name]))} lost"
    assert set(found["answers"]) == answered


def check_repeats(crowd: Crowd, chats: list[Session], first: dict[str, list[dict[str, Any]]]) -> None:
    """Every message that is sent again gets the reply that it got before; conversations hold nothing twice."""

    def check(chat: Session) -> None:
        said = chat.messages()
        ids = [message["id"] for message in said if message["who"] == "user"]
        assert len(ids) == len(QUESTIONS) == len(set(ids))
        for id_ in ids:
            crowd.say(chat, "something else", id_)
            assert crowd.replies[id_][-1] == first[id_]
        assert chat.messages() == said

    with ThreadPoolExecutor(AT_ONCE) as families:
        for checked in [families.submit(check, chat) for chat in chats]:
            checked.result()
