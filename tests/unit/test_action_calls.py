"""How Rasa calls the action server."""

from __future__ import annotations

import asyncio
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError
from jsonschema import Draft202012Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from assistant import action_server
from assistant.action_server import SignedEndpoint, call_action_server
from nscp.action_calls import is_signed
from nscp.client_address import current_address
from nscp.settings import Settings

ACTION = "action_hand_off"


class Calls(http.server.BaseHTTPRequestHandler):
    """Takes calls and gives one answer to all."""

    taken: list[tuple[dict[str, str], bytes]]
    answer: bytes

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output quiet."""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings of an action server that takes calls."""
    for name in ("__init__", "_validate_action_result"):
        monkeypatch.setattr(RemoteAction, name, getattr(RemoteAction, name))  # put back after the test
    Calls.taken, Calls.answer = [], b'{"events": [], "responses": []}'
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Calls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield Settings(var=tmp_path / "var", action_url=f"http://127.0.0.1:{server.server_port}/webhook")
        server.shutdown()
        thread.join()


def call(settings: Settings) -> tuple[dict[str, str], bytes]:
    """Let Rasa call an action as `rasa shell` would, with what endpoints.yml names; the headers and the body."""
    call_action_server(settings)
    endpoint = RemoteAction(ACTION, EndpointConfig("http://127.0.0.1:9/webhook")).action_endpoint
    asyncio.run(endpoint.request(json={"next_action": ACTION}, method="post", timeout=5, compress=True))
    return Calls.taken[0]


def run(settings: Settings) -> list[Event]:
    """Let Rasa run an action; the events that it takes from the answer."""
    call_action_server(settings)
    action, tracker = RemoteAction(ACTION, None), DialogueStateTracker.from_events("sender", [])
    output, nlg = CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({})
    return asyncio.run(action.run(output, nlg, tracker, Domain.empty()))


def test_rasa_signs_its_calls_wherever_it_runs(settings: Settings) -> None:
    headers, body = call(settings)

    assert is_signed(settings.shared_action_key(), body, headers["authorization"])
    assert headers["content-type"] == "application/json"


def test_calls_are_never_compressed(settings: Settings) -> None:
    headers, _ = call(settings)

    assert "content-encoding" not in headers


def test_calls_that_hang_are_given_up_and_after_two_nobody_waits_for_the_server(tmp_path: Path) -> None:
    taken: list[asyncio.StreamWriter] = []

    async def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.append(writer)

    async def call_three_times() -> None:
        server = await asyncio.start_server(take, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        endpoint = SignedEndpoint(f"http://127.0.0.1:{port}/webhook", "a key", seconds=0.1)
        for _ in range(3):
            with pytest.raises(ClientConnectionError):
                await asyncio.wait_for(endpoint.request(json={"next_action": ACTION}, timeout=60), 10)
        for writer in taken:
            writer.close()
        server.close()

    asyncio.run(call_three_times())

    assert len(taken) == 2


def test_a_server_that_hung_is_asked_again_after_a_while(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action_server, "REST_SECONDS", 0.0)
    endpoint = SignedEndpoint(settings.action_url, "a key", seconds=60)

    async def call_three_times() -> None:
        with monkeypatch.context() as hurry:
            hurry.setattr(endpoint, "_seconds", 0.0)
            for _ in range(2):
                with pytest.raises(ClientConnectionError):
                    await endpoint.request(json={"next_action": ACTION}, timeout=60)
        await endpoint.request(json={"next_action": ACTION}, timeout=60)

    asyncio.run(call_three_times())

    assert Calls.taken


def test_a_call_says_which_address_is_answered(settings: Settings) -> None:
    token = current_address.set("192.0.2.1")
    try:
        _, body = call(settings)
    finally:
        current_address.reset(token)

    assert b'"client_address": "192.0.2.1"' in body


def test_an_answer_is_compared_without_examining_its_description_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def examine(*_: object) -> None:
        raise AssertionError("this takes 20 ms, in which nobody else is answered")

    monkeypatch.setattr(Draft202012Validator, "check_schema", examine)
    Calls.answer = b'{"events": [{"event": "slot", "name": "a", "value": "b", "timestamp": null}], "responses": []}'

    assert run(settings) == [SlotSet("a", "b")]


@pytest.mark.parametrize("answer", [b"[]", b'{"events": 5}', b'{"events": [{"event": "slot"}]}', b'{"responses": ["x"]}'])
def test_what_is_no_answer_of_an_action_server_is_refused(settings: Settings, answer: bytes) -> None:
    Calls.answer = answer

    with pytest.raises(ValidationError):
        run(settings)
