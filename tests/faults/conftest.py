"""What the long tests share: how much to do, a server without limits, and the report."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.hand_off_house import House
from tests.faults.report import Report
from tests.mail_server import mail_server
from tests.postgres import PostgresMissing, running_postgres
from tests.running_server import PROJECT, Server
from tests.system.api.client import Client, Reply

REQUESTS = int(os.environ.get("NSCP_FAULTS") or 20_000)
ATTACK_SECONDS = int(os.environ.get("NSCP_FAULTS_SECONDS") or 300)
SHORTENED = bool(os.environ.get("NSCP_FAULTS") or os.environ.get("NSCP_FAULTS_SECONDS"))
DESCRIBED = 20  # as many more, in per cent, are made from docs/openapi.yml, which is slow
NO_LIMIT = {"NSCP_RATE_SESSION": "1000000/minute", "NSCP_RATE_ADDRESS": "1000000/minute"}


@pytest.fixture(scope="session")
def report(request: pytest.FixtureRequest) -> Iterator[Report]:
    """Gathers figures and writes them to reports/faults.md."""
    gathered = Report()
    yield gathered
    gathered.write(report_file("faults", request.session))


@pytest.fixture(scope="session")
def hand_off_report(request: pytest.FixtureRequest) -> Iterator[Report]:
    """Gathers figures about hand-offs and writes them to reports/handoff-faults.md."""
    gathered = Report("Messages for NSCP, through faults of every part")
    yield gathered
    gathered.write(report_file("handoff-faults", request.session))


def report_file(name: str, session: pytest.Session) -> Path:
    """Return where a report goes: after a run that was shortened or stopped, to a file that git ignores."""
    files = {item.path for item in session.items}
    is_whole = files.issuperset(Path(__file__).parent.glob("test_*.py")) and not (session.exitstatus or SHORTENED)
    return PROJECT / "reports" / f"{name}{'' if is_whole else '-part'}.md"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product on SQLite."""
    yield from running(tmp_path_factory.mktemp("server"))


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database's address, once of each kind; where there is no PostgreSQL, that part is skipped."""
    if request.param == "SQLite":
        yield f"sqlite:///{tmp_path / 'conversations.sqlite'}"
        return
    try:
        with running_postgres() as postgres:
            yield postgres.url
    except PostgresMissing as error:
        pytest.skip(str(error))


def running(folder: Path, **settings: str) -> Iterator[Server]:
    """Start the product, and stop it after the tests."""
    server = Server(folder, {**NO_LIMIT, **settings})
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """On each kind of database; where there is no PostgreSQL, that part is skipped."""
    with ExitStack() as stack:
        try:
            postgres = stack.enter_context(running_postgres()) if request.param == "PostgreSQL" else None
        except PostgresMissing as error:
            pytest.skip(str(error))
        house = House(tmp_path, postgres, stack.enter_context(mail_server()))
        stack.callback(house.close)
        yield house


def until_ready_is(client: Client, status: int) -> Reply:
    """The server's readiness, once it has this status; what it saw just before, it may still say."""
    deadline = time.monotonic() + 30
    while (reply := client.call("GET", "/health/ready")).status != status:
        assert time.monotonic() < deadline, (status, reply.body)
        time.sleep(0.5)
    return reply
