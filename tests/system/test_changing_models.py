"""A model is released, refused and taken back while families talk, with every server running."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.console_client import ConsoleClient
from tests.models import repacked
from tests.running_server import Server
from tests.system.api.client import Client, Session

PASSWORD = "a long enough pass phrase"
QUESTION = "How long does a review take?"
OLD, NEW = "six to nine months", "seven to ten months"
MAKE_ADMIN = f"""
from django.contrib.auth.models import Group, User
User.objects.create_user("boss", password={PASSWORD!r}).groups.add(Group.objects.get(name="admin"))
"""
SERVED_SECONDS = 60  # after which every family gets what was released


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product as `make run` starts it."""
    more = {"NSCP_RATE_SESSION": "1000000/minute", "NSCP_MODELS_SECONDS": "1"}
    server = Server(tmp_path_factory.mktemp("released-models"), more)
    try:
        server.start()
        server.run_in_console(MAKE_ADMIN)
        server.start_console()
        yield server
    finally:
        server.stop()


@pytest.fixture
def admin(server: Server) -> ConsoleClient:
    """An admin who has signed in."""
    client = ConsoleClient(server.console)
    client.sign_in("boss", PASSWORD)
    return client


@pytest.fixture(autouse=True)
def from_the_checkout(server: Server) -> Iterator[None]:
    """Each test begins with the checkout's model."""
    yield
    server.run_in_console("from console.releases.models import Period; Period.objects.all().delete()")
    until(server, "checkout")


def release(server: Server, file: Path) -> str:
    """Release a model as an operator does; what `/health` calls it."""
    said = server.run_in_console(f"""
from django.core.management import call_command
call_command("release_model", {str(file)!r}, note="another answer")""")
    found = re.fullmatch(r"Release (\d+) is live\.", said)
    assert found, said
    return f"release {found[1]}"


def serving(server: Server) -> str:
    return str(Client(server.api).call("GET", "/health/ready").json["serving"])


def until(server: Server, name: str) -> None:
    """Wait until a model serves; fails after the time in which every server must have it."""
    wait_for(lambda: serving(server) == name, f"still {serving(server)}")


def wait_for(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SERVED_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"{what} after {SERVED_SECONDS} seconds"
        time.sleep(0.3)


def other_answer(name: str, content: bytes) -> bytes:
    return content.replace(OLD.encode(), NEW.encode()) if name.endswith("metadata.json") else content


def broken(name: str, content: bytes) -> bytes:
    return b"{" if name.endswith("topic_model.json") else content


def say(family: Session, text: str) -> str:
    reply = family.send(text)
    assert reply.status == 200, reply.body
    return reply.texts


def test_a_family_in_a_chat_gets_the_new_answer_and_after_going_back_the_old_one(
    server: Server, admin: ConsoleClient, tmp_path: Path
) -> None:
    family = Client(server.api).start()
    assert OLD in say(family, QUESTION)

    until(server, release(server, repacked(tmp_path, 1, other_answer)))

    assert NEW in say(family, QUESTION)
    assert "1 server answers with it" in admin.get("/models/")
    address = "/models/0/go-back/"
    admin.post(address, address, reason="it was wrong")
    until(server, "checkout")
    say(family, "Who can see the report?")  # who asks the same again and again is led to a person
    assert OLD in say(family, QUESTION)


def test_a_message_for_nscp_that_is_being_written_is_not_lost(server: Server, tmp_path: Path) -> None:
    family = Client(server.api).start()
    for text in ("Send NSCP a message for me", "when can we come to the meeting", "07700 900123"):
        say(family, text)

    until(server, release(server, repacked(tmp_path, 2)))

    assert "When and how is it safe" in say(family, "Zebedee")  # an answer to the question that the model before asked
    assert "when can we come to the meeting" in say(family, "in the mornings")
    assert re.search("NSCP-[A-Z]{4}-[A-Z]{4}", say(family, "Send my message"))


def test_a_model_that_does_not_load_is_refused_and_the_one_before_goes_on(
    server: Server, admin: ConsoleClient, tmp_path: Path
) -> None:
    good = release(server, repacked(tmp_path, 3, other_answer))
    until(server, good)

    bad = release(server, repacked(tmp_path, 4, broken)).capitalize()

    wait_for(lambda: f"{bad} does not answer families." in admin.get("/models/"), "the page says nothing")
    assert "The model does not load." in admin.get("/models/")
    assert serving(server) == good
    assert NEW in say(Client(server.api).start(), QUESTION)
    lines = [line for line in server.log("rasa").splitlines() if f"{bad} is refused" in line]
    assert len(lines) == 1


def test_without_the_console_the_last_good_model_serves_after_a_restart(server: Server, tmp_path: Path) -> None:
    name = release(server, repacked(tmp_path, 5, other_answer))
    until(server, name)
    server.stop_one("console")
    try:
        server.stop_one("rasa")
        server.start_rasa()
        assert serving(server) == name
        assert NEW in say(Client(server.api).start(), QUESTION)

        server.stop_one("rasa")
        for file in (server.var / "served").glob("*.tar.gz"):
            file.write_bytes(file.read_bytes()[:1000])
        server.start_rasa()
        assert serving(server) == "checkout"
        assert OLD in say(Client(server.api).start(), QUESTION)
    finally:
        server.start_console()
    until(server, name)
