"""The servers that these tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.running_server import Server, running
from tests.system.hand_off.talk import Talk

NO_LIMIT = "1000000/minute"
LIMITS = {"NSCP_RATE_SESSION": NO_LIMIT, "NSCP_RATE_ADDRESS": NO_LIMIT}


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product as `make run` starts it; nothing is mailed, since no mailer runs."""
    yield from running(Server(tmp_path_factory.mktemp("hand-off"), LIMITS))


@pytest.fixture(scope="package")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose action server and mailer a test may start and stop; it leaves them as it found them."""
    yield from running(Server(tmp_path_factory.mktemp("own"), LIMITS))


@pytest.fixture
def talk(server: Server) -> Talk:
    """A new conversation."""
    return Talk(server.api)
