"""The console's index reads what the real assistant stores."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_server import MANAGE, PROJECT, Server, running
from tests.system.api.client import Client

# What is typed -> outcome, topic and safety outcome in the index.
SAID = {
    "Hello": ("small_talk", "greet", "none"),
    "How long does a review take?": ("answered", "faq/how_long", "none"),
    "why": ("answered", "faq/why_longer", "none"),
    "Can I have an advocate?": ("not_in_guide", "gap/advocate", "none"),
    "he is hitting me right now": ("safety", "immediate_danger", "help_first"),
    "wrtzpq sdfkjh": ("other", "", "none"),
    "nu vorbesc engleza": ("other", "other_language", "none"),
    "I want to talk to someone": ("hand_off", "handoff_request", "none"),
}
INDEXED = """
import json
from console.conversations.models import Conversation, Message
rows = Message.objects.order_by("at").values_list("text", "outcome", "topic", "safety", "language", "helpful", "response_ms")
print(json.dumps([list(rows), list(Conversation.objects.values_list("need", "messages", "thumbs_down"))]))
"""
SECONDS = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from running(Server(tmp_path_factory.mktemp("server")))


def run(server: Server, *command: str) -> None:
    subprocess.run(command, cwd=PROJECT, env=server.environment, check=True, capture_output=True)


def test_every_kind_of_message_is_read_as_it_was_answered(server: Server) -> None:
    session = Client(server.api).start()
    for text in SAID:
        reply = session.send(text)
        assert reply.status == 200, text
    session.give_feedback(reply.json["messages"][0]["id"], False)

    run(server, *MANAGE, "index_conversations")

    rows, conversations = json.loads(server.run_in_console(INDEXED))
    found = {text: (outcome, topic, safety) for text, outcome, topic, safety, *_ in rows}
    assert found == SAID
    assert [language for *_, language, _, _ in rows if language] == ["Romanian"]
    assert [helpful for *_, helpful, _ in rows] == [None] * (len(SAID) - 1) + [False]
    assert all(milliseconds > 0 for *_, milliseconds in rows)
    assert conversations == [[5, len(SAID), 1]]


def test_the_mailers_process_keeps_the_index_while_nobody_looks(server: Server, tmp_path: Path) -> None:
    Client(server.api).start().send("Who can see the report?")

    server.start_mailer()
    try:
        deadline = time.monotonic() + SECONDS
        while "Who can see the report?" not in server.run_in_console(INDEXED) and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        server.stop_one("mailer")

    assert "Who can see the report?" in server.run_in_console(INDEXED)


def test_what_the_purge_removes_leaves_the_index(server: Server) -> None:
    Client(server.api).start().send("What is a rapid review?")
    run(server, *MANAGE, "index_conversations")
    assert "rapid" in server.run_in_console(INDEXED)

    run(server, ".venv/bin/python", "-m", "assistant.store.purge", "--days", "0")
    run(server, *MANAGE, "index_conversations")

    assert json.loads(server.run_in_console(INDEXED)) == [[], []]
