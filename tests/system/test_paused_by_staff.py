"""The off switch, from the console's page to what a family reads, with every server running."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from tests.console_client import ConsoleClient
from tests.running_server import Server, running
from tests.system.api.client import Client, Reply

PASSWORD = "a long enough pass phrase"
MOST_SECONDS = 10
QUESTION = "How long does a review take?"
NOTICE = "We are mending an answer. Back on Monday."
MAKE_ADMIN = f"""
from django.contrib.auth.models import Group, User
User.objects.create_user("boss", password={PASSWORD!r}).groups.add(Group.objects.get(name="admin"))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product as `make run` starts it."""
    server = Server(tmp_path_factory.mktemp("paused-by-staff"), {"NSCP_RATE_SESSION": "1000000/minute"})
    for started in running(server):
        started.run_in_console(MAKE_ADMIN)
        started.start_console()
        yield started


@pytest.fixture
def admin(server: Server) -> ConsoleClient:
    """An admin who has signed in."""
    client = ConsoleClient(server.console)
    client.sign_in("boss", PASSWORD)
    return client


def until(reply: Callable[[], Reply], is_so: Callable[[Reply], bool]) -> Reply:
    """The first reply that fits; fails after the time in which every server must obey."""
    deadline = time.monotonic() + MOST_SECONDS
    while not is_so(got := reply()):
        assert time.monotonic() < deadline, f"still after {MOST_SECONDS} seconds: {got.texts}"
        time.sleep(0.5)
    return got


def test_families_read_the_notice_within_ten_seconds_and_answers_again_after(server: Server, admin: ConsoleClient) -> None:
    family = Client(server.api).start()
    assert "six to nine months" in family.send(QUESTION).texts

    admin.post("/off-switch/", "/off-switch/pause/", pause_reason="wrong answer", pause_notice=NOTICE)

    paused = until(lambda: family.send(QUESTION), lambda reply: NOTICE in reply.texts)
    assert "This assistant is paused at the moment" in paused.texts
    assert "six to nine months" not in paused.texts
    assert NOTICE in Client(server.api).start().opening.texts
    assert "safety" in family.send("he is hurting the kids right now").kinds
    assert "The assistant is paused" in admin.get("/")

    admin.post("/off-switch/", "/off-switch/resume/", resume_reason="mended")

    until(lambda: family.send(QUESTION), lambda reply: "six to nine months" in reply.texts)
    assert "The assistant is paused" not in admin.get("/")


def test_what_staff_write_comes_to_families_as_text(server: Server, admin: ConsoleClient) -> None:
    admin.post("/off-switch/", "/off-switch/pause/", pause_reason="x", pause_notice="<script>alert(1)</script>")
    family = Client(server.api).start()
    until(lambda: family.send(QUESTION), lambda reply: "alert(1)" in reply.texts)

    page = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(server.chat).read().decode()
    admin.post("/off-switch/", "/off-switch/resume/", resume_reason="x")

    assert "<script>alert(1)" not in page
