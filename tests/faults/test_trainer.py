"""A proposal that the trainer worker really trains and compares (a few minutes). Others try it with stand-ins."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_server import PROJECT, Server

LONGEST = 30 * 60  # seconds, where no sentence vector is cached yet
EXAMPLE = "who has hold of her pushchair since the ward shut"
PROPOSE = f"""
from django.contrib.auth.models import User
from django.http import HttpRequest
from console.proposals import services
from nscp.changes import DataChange, Kind
request = HttpRequest()
request.user = User.objects.create(username="ann")
change = DataChange(Kind.ADD_EXAMPLES, "gap/belongings", {{"examples": [{EXAMPLE!r}]}})
services.submit(request, services.start_with(request, "Pushchairs", change))
"""
LOOK = """
import json
from console.proposals.models import Proposal
one = Proposal.objects.get()
print(json.dumps({"state": one.state, "step": one.step, "share": one.share, "reasons": one.reasons, "model": one.model,
    "messages": one.result.get("messages", 0)}))
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A console with tables, and the sentence vectors of the checkout's last training, so that only new ones are made."""
    server = Server(tmp_path)
    server.migrate()
    vectors = PROJECT / "var" / "training" / "vectors.npz"
    (server.var / "training").mkdir(mode=0o700)
    if vectors.exists():
        (server.var / "training" / "vectors.npz").symlink_to(vectors)
    try:
        yield server
    finally:
        server.stop()


def test_a_proposal_is_trained_and_compared_with_the_live_model(server: Server) -> None:
    before = (PROJECT / "models" / "nscp.tar.gz").stat().st_mtime_ns
    server.run_in_console(PROPOSE)
    server.start_trainer()

    seen, deadline = [], time.monotonic() + LONGEST
    while not seen or seen[-1]["state"] in ("waiting", "checking"):
        assert time.monotonic() < deadline, seen[-1:]
        assert server.is_running("trainer"), server.log("trainer")
        time.sleep(4)
        seen.append(json.loads(server.run_in_console(LOOK)))

    found = seen[-1]
    assert (found["state"], found["reasons"]) == ("passed", []), server.log("trainer")
    assert found["messages"] > 700
    assert {"Training", "Comparing with the live model"} <= {look["step"] for look in seen}
    shares = [look["share"] for look in seen]
    assert shares == sorted(shares)
    assert (server.var / "proposals" / found["model"] / "nscp.tar.gz").is_file()
    assert (PROJECT / "models" / "nscp.tar.gz").stat().st_mtime_ns == before
    assert EXAMPLE not in (PROJECT / "data" / "topics" / "gap" / "belongings.yml").read_text(encoding="utf-8")
    assert server.stop_one("trainer") == 0
    assert EXAMPLE not in server.log("trainer")
