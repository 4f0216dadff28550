"""The database's disk is full, or the database is locked, missing or corrupt: every message about danger is helped."""

from __future__ import annotations

import html
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults import broken_store
from tests.faults.broken_store import SmallDisk
from tests.faults.conftest import running, until_ready_is
from tests.faults.report import Part, Report
from tests.running_server import Server
from tests.system.api.client import Client, Reply, Session, new_id

QUESTION = "How long does a review take?"
PERSON = "I want to talk to a person"
DANGER = (
    "i want to kill myself",
    "he has a knife and he is outside",
    "my dad hits me",
    "I took all my tablets",
    "I am scared he will kill us tonight",
    f"{'We have lived here since the spring and nobody has asked us anything. ' * 280}i want to kill myself",
)
ADDRESS = "NSCP@northnorthants.gov.uk"
HELP_ON_PAGE = 'class="message assistant safety"'
FAMILIES = 4
HELPED_IN = 3.0  # seconds; 0.3 seconds for the store, twice, and the rest for four families at once on a small machine


@dataclass(frozen=True)
class House:
    """The server, its database and the database's disk."""

    server: Server
    disk: SmallDisk
    path: Path

    def full(self) -> AbstractContextManager[None]:
        return self.disk.full(self.server.pid("rasa"))

    def locked(self) -> AbstractContextManager[None]:
        return broken_store.locked(self.path)

    def missing(self) -> AbstractContextManager[None]:
        return broken_store.missing(self.path)

    def corrupt(self) -> AbstractContextManager[None]:
        return broken_store.corrupt(self.path)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("broken_store")
    disk_folder = folder / "disk"
    disk_folder.mkdir()
    with SmallDisk(disk_folder).mounted() as disk:
        path = disk.folder / "nscp.sqlite"
        for server in running(folder, NSCP_DATABASE_URL=f"sqlite:///{path}"):
            yield House(server, disk, path)


def is_helped(reply: Reply) -> bool:
    return reply.status == 200 and reply.kinds[0] == "safety" and ADDRESS in reply.texts


def ask_for_help(session: Session, part: Part, text: str) -> None:
    begun = time.monotonic()
    reply = session.send(text)
    seconds = time.monotonic() - begun
    assert is_helped(reply), (text, reply.status, reply.body[:300])
    assert seconds < HELPED_IN, (text, seconds)
    part.counts["messages about danger, all helped"] += 1
    part.counts["ms at most"] = max(part.counts["ms at most"], round(1000 * seconds))


def family(client: Client, part: Part, known: Session) -> None:
    """Ask for help in a chat that had begun before, and in a new one."""
    for session in (known, client.start()):
        for text in DANGER:
            ask_for_help(session, part, text)


def on_the_page(server: Server, text: str) -> tuple[int, str]:
    """Status and page after sending a text from the page that needs no JavaScript."""
    form = urllib.parse.urlencode({"text": text, "id": new_id()}).encode()
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(server.chat, form, timeout=30) as answer:
            return answer.status, html.unescape(answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, html.unescape(error.read().decode())


@pytest.mark.parametrize("broken", [House.full, House.locked, House.missing, House.corrupt], ids=lambda how: how.__name__)
def test_every_message_about_danger_is_helped(
    house: House, report: Report, broken: Callable[[House], AbstractContextManager[None]]
) -> None:
    client, server = Client(house.server.api), house.server
    with report.part(f"the database's disk or file: {broken.__name__}") as part:
        known = [client.start() for _ in range(FAMILIES)]
        for session in known:
            assert session.send(QUESTION).status == 200

        with broken(house):
            with ThreadPoolExecutor(FAMILIES) as threads:
                for done in [threads.submit(family, client, part, session) for session in known]:
                    done.result()

            for text in DANGER:
                status, page = on_the_page(server, text)
                assert (status, HELP_ON_PAGE in page, ADDRESS in page) == (200, True, True), text
                part.counts["on the page without JavaScript"] += 1

            address = known[0].send(PERSON)
            assert address.status == 200
            assert ADDRESS in address.texts

            refused = known[0].send(QUESTION)
            assert refused.status == 503
            assert ADDRESS in refused.json["detail"]

            ready = until_ready_is(client, 503)
            assert (ready.json["status"], ready.json["model"], ready.json["store"]) == ("not ready", True, False)

        assert_works_again(client, known[0])


def assert_works_again(client: Client, session: Session) -> None:
    until_ready_is(client, 200)
    id_ = new_id()
    assert session.send(QUESTION, id_).kinds[0] == "answer"
    assert id_ in [message["id"] for message in session.messages()]
