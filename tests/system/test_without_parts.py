"""The Rasa server while its action server hangs, and with a model that cannot be loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_server import Server, free_port
from tests.system.action_servers import hanging_action_server
from tests.system.api.client import Client

ADDRESS = "@northnorthants.gov.uk"
DANGER = "i want to kill myself"


@pytest.fixture(scope="module")
def server_whose_actions_hang(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose action server takes every call and answers none."""
    port = free_port()
    settings, address = {"NSCP_ACTION_SECONDS": "2"}, f"http://127.0.0.1:{port}/webhook"
    server = Server(tmp_path_factory.mktemp("hanging"), settings, action_address=address)
    with hanging_action_server(port):
        try:
            server.start()
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="module")
def server_without_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose model is no model; without any file Rasa would not start."""
    folder = tmp_path_factory.mktemp("no-model")
    model: Path = folder / "nscp.tar.gz"
    model.write_bytes(b"no model")
    server = Server(folder, options=("--model", str(model)))
    try:
        server.start()
        yield server
    finally:
        server.stop()


def say(server: Server, *texts: str) -> list[tuple[int, str]]:
    """Say something in a new chat; for each message status and body."""
    session = Client(server.api).start()
    replies = [session.send(text) for text in texts]
    return [(reply.status, reply.body.decode()) for reply in replies]


def test_an_action_server_that_hangs_keeps_no_family_from_the_address(server_whose_actions_hang: Server) -> None:
    told = say(server_whose_actions_hang, "i want to talk to a person", "send a message to NSCP", "talk to somebody")

    assert all(ADDRESS in body for _, body in told)


def test_danger_does_not_wait_for_an_action_server_that_hangs(server_whose_actions_hang: Server) -> None:
    *_, (status, body) = say(server_whose_actions_hang, "i want to talk to a person", DANGER)

    assert status == 200
    assert "999" in body


def test_without_a_model_danger_is_helped_and_others_are_told_where_to_write(server_without_model: Server) -> None:
    (helped, help_), (answered, body) = say(server_without_model, DANGER, "how long does it take")

    assert (helped, answered) == (200, 503)
    assert '"kind":"safety"' in help_.replace(" ", "")
    assert ADDRESS in body
