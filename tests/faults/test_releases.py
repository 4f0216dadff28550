"""Many models are released one after another while families talk. Nobody notices, and no memory is lost."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.conftest import NO_LIMIT, SHORTENED
from tests.faults.report import Report
from tests.models import repacked
from tests.running_server import Server
from tests.system.api.client import Client, Session

RELEASES = 3 if SHORTENED else 20
FAMILIES = 8
TYPING = 0.5  # seconds before each message of a family
SERVED_SECONDS = 60.0
ANSWERED_IN = 1.0  # seconds, 95 % of all messages
MORE_MEMORY = 1.1
QUESTIONS = (
    "How long does a review take?",
    "why?",
    "can my mum come with me",
    "who sees it and where is it published?",
    "i cant go on",
    "zxcv qwerty asdf",
)
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Families:
    """Families who chat at the same time.

    Attributes:
        client: of the server.
        expected: the replies of the first model, in the order of the questions; all releases say the same.
        seconds: that each message waited for its answer.
        faults: what went wrong.
    """

    client: Client
    expected: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def talk(self) -> list[str]:
        """Have one conversation; what was said."""
        chat = self.client.start()
        return [self._say(chat, text) for text in QUESTIONS]

    def talk_on(self) -> None:
        """Have one conversation after another until the test ends."""
        while not self.stopped.is_set():
            for got, expected in zip(self.talk(), self.expected, strict=True):
                if not got.startswith(expected):  # help that did not wait for its turn says more
                    self.faults.append(f"{got!r} instead of {expected!r}")

    def _say(self, chat: Session, text: str) -> str:
        time.sleep(TYPING)
        begun = time.monotonic()
        try:
            reply = chat.send(text)
        except (OSError, http.client.HTTPException) as error:
            self.faults.append(repr(error))
            return ""
        self.seconds.append(time.monotonic() - begun)
        if reply.status != 200:
            self.faults.append(f"{reply.status} {reply.body!r}")
            return ""
        return reply.texts


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The product with the console, from which models come."""
    server = Server(tmp_path, {**NO_LIMIT, "NSCP_MODELS_SECONDS": "1"})
    try:
        server.start()
        server.start_console()
        yield server
    finally:
        server.stop()


def memory(server: Server) -> int:
    """Bytes that the Rasa server takes."""
    return int(Path(f"/proc/{server.pid('rasa')}/statm").read_text().split()[1]) * PAGE_BYTES


def release(server: Server, folder: Path, number: int) -> None:
    """Release another file of the same model and wait until it serves."""
    file = repacked(folder, number)
    code = f"from django.core.management import call_command; call_command('release_model', {str(file)!r}, note='x')"
    assert f"Release {number} is live." in server.run_in_console(code)
    file.unlink()
    deadline = time.monotonic() + SERVED_SECONDS
    while Client(server.api).call("GET", "/health/ready").json["serving"] != f"release {number}":
        assert time.monotonic() < deadline, f"release {number} does not serve after {SERVED_SECONDS} seconds"
        time.sleep(0.3)


def test_many_releases_while_families_talk(server: Server, tmp_path: Path, report: Report) -> None:
    families = Families(Client(server.api))
    with report.part(f"{RELEASES} models released one after another, {FAMILIES} families talking") as part:
        families.expected = families.talk()
        with ThreadPoolExecutor(FAMILIES) as crowd:
            talking = [crowd.submit(families.talk_on) for _ in range(FAMILIES)]
            try:
                release(server, tmp_path, 1)
                before = settled(server)
                for number in range(2, RELEASES + 1):
                    release(server, tmp_path, number)
                after = settled(server)
            finally:
                families.stopped.set()
        for ended in talking:
            ended.result()
        slowest = sorted(families.seconds)[int(len(families.seconds) * 0.95)]
        part.counts.update({"messages": len(families.seconds), "faults": len(families.faults)})
        part.counts.update({"ms for 95 % of the answers": round(slowest * 1000)})
        part.counts.update({"MB before": before // 10**6, "MB after": after // 10**6})
        assert not families.faults, families.faults[0]
        assert slowest < ANSWERED_IN
        assert after < before * MORE_MEMORY


def settled(server: Server) -> int:
    """The memory taken once the model before has been freed, which takes a moment."""
    found = []
    for _ in range(10):
        time.sleep(1)
        found.append(memory(server))
    return min(found)
