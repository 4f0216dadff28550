"""The database goes away and comes back. Families read a plain sentence, and what they send again is stored once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import running, until_ready_is
from tests.faults.report import Report
from tests.postgres import Postgres, PostgresMissing, running_postgres
from tests.running_server import Server
from tests.system.api.client import Client, Reply, new_id

QUESTION = "How long does a review take?"
DESPAIR = "i want to kill myself"


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    try:
        with running_postgres() as running_one:
            yield running_one
    except PostgresMissing as error:
        pytest.skip(str(error))


@pytest.fixture
def server(postgres: Postgres, tmp_path: Path) -> Iterator[Server]:
    yield from running(tmp_path, NSCP_DATABASE_URL=postgres.url)


def is_try_again(reply: Reply) -> bool:
    return (
        reply.status == 503
        and reply.json["type"] == "urn:nscp:problem:try-again"
        and int(reply.headers["retry-after"]) > 0
        and "@" in reply.json["detail"]
        and "999" in reply.json["detail"]
    )


def test_a_lost_database_is_said_and_got_over(postgres: Postgres, server: Server, report: Report) -> None:
    client = Client(server.api)
    with report.part("PostgreSQL stopped and started again") as part:
        session = client.start()
        session.send(QUESTION)
        before = session.messages()
        id_ = new_id()
        postgres.stop()

        assert is_try_again(session.send(QUESTION, id_))
        assert is_try_again(session.send(QUESTION, id_))
        assert is_try_again(session.read())
        assert is_try_again(session.give_feedback(before[1]["id"]))
        assert session.send(DESPAIR).kinds[0] == "safety"
        ready = until_ready_is(client, 503)
        assert (ready.json["model"], ready.json["store"]) == (True, False)
        assert client.call("GET", "/health/live").status == 200

        postgres.start()
        assert session.send(QUESTION, id_).status == 200
        assert session.send(QUESTION, id_).status == 200
        asked = [message["id"] for message in session.messages() if message["who"] == "user"]
        assert asked == [before[0]["id"], id_]
        until_ready_is(client, 200)
        part.counts["requests"] = 13
