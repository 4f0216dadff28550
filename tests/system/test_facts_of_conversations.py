"""The facts that the real assistant stores with each turn, as the console reads them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest

from tests.running_server import MANAGE, PROJECT, Server, running
from tests.system.api.client import Client

# What is typed -> outcome, topic and safety outcome.
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
FACTS = """
import json
from console.conversations.models import Conversation, Message
rows = Message.objects.order_by("at").values_list("text", "outcome", "topic", "safety", "language", "helpful", "response_ms")
print(json.dumps([list(rows), list(Conversation.objects.values_list("need", "messages", "thumbs_down"))]))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from running(Server(tmp_path_factory.mktemp("server")))


def run(server: Server, *command: str) -> str:
    done = subprocess.run(command, cwd=PROJECT, env=server.environment, check=True, capture_output=True, text=True)
    return done.stdout


def test_every_kind_of_message_is_read_as_it_was_answered(server: Server) -> None:
    session = Client(server.api).start()
    for text in SAID:
        reply = session.send(text)
        assert reply.status == 200, text
    session.give_feedback(reply.json["messages"][0]["id"], False)

    rows, conversations = json.loads(server.run_in_console(FACTS))
    found = {text: (outcome, topic, safety) for text, outcome, topic, safety, *_ in rows}
    assert found == SAID
    assert [language for *_, language, _, _ in rows if language] == ["Romanian"]
    assert [helpful for *_, helpful, _ in rows] == [None] * (len(SAID) - 1) + [False]
    assert all(milliseconds > 0 for *_, milliseconds in rows)
    assert conversations == [[5, len(SAID), 1]]


def test_danger_in_a_comment_makes_a_conversation_one_with_danger(server: Server) -> None:
    session = Client(server.api).start()
    answer = session.send("Who writes the report?").json["messages"][0]["id"]

    session.give_feedback(answer, False, comment="he is hitting me right now")

    rows, conversations = json.loads(server.run_in_console(FACTS))
    text, outcome, _, safety, *_ = rows[-1]
    assert (text, outcome, safety) == ("he is hitting me right now", "safety", "help_first")
    assert [5, 2, 1] in conversations


def test_facts_that_are_computed_again_are_those_that_were_written(server: Server) -> None:
    Client(server.api).start().send("Who can see the report?")

    assert run(server, *MANAGE, "recompute_facts").endswith(" 0 changed.\n")


def test_what_the_purge_removes_leaves_the_console(server: Server) -> None:
    Client(server.api).start().send("What is a rapid review?")
    assert "rapid" in server.run_in_console(FACTS)

    run(server, ".venv/bin/python", "-m", "assistant.store.purge", "--days", "0")

    assert json.loads(server.run_in_console(FACTS)) == [[], []]
