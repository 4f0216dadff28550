"""The worker that checks proposals, with stand-ins for training and comparing."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from console.proposals import checking, claims, live, services, workspace
from console.proposals.checking import Tools
from console.proposals.models import Proposal, TrainerClaim
from console.proposals.states import State
from console.proposals.trainer import Trainer
from nscp.settings import PROJECT
from nscp.topics import load_topic
from tests.unit.console.proposed import EXAMPLE, in_state, make_live, new_examples, proposal_with, request_of

MAKES_A_MODEL = """
import pathlib, shutil, sys
out, project = (sys.argv[sys.argv.index(name) + 1] for name in ("--out", "--project"))
shutil.copy(project + "/data/topics/gap/belongings.yml", out)
"""
COMPARES = """
import json, sys
found = {{"reasons": {reasons}, "measures": {{}}, "topics": [], "flips": []}}
open(sys.argv[sys.argv.index("--out") + 1], "w").write(json.dumps(found))
"""
FAILS = "import sys; print({words!r}); sys.exit(1)"
WAITS = "import time; time.sleep(600)"
TAKES_OVER = """
import sqlite3
database = sqlite3.connect({!r})
database.execute("UPDATE proposals_trainerclaim SET holder = 'another'")
database.commit()
"""
WHO = ("ann", "trainer")


def command(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def tools(train: str = MAKES_A_MODEL, reasons: tuple[str, ...] = (), compare: str = "") -> Tools:
    return Tools(command(train), command(compare or COMPARES.format(reasons=list(reasons))))


@pytest.fixture(autouse=True)
def var(sqlite: str, tmp_path: Path) -> Iterator[Path]:
    """Empty tables and local state of the test's own."""
    with override_settings(NSCP=dataclasses.replace(settings.NSCP, var=tmp_path / "var")):
        yield tmp_path / "var"


def waiting() -> Proposal:
    proposal = proposal_with(request_of(*WHO))
    services.submit(request_of(*WHO), proposal)
    return proposal


def check(proposal: Proposal, with_tools: Tools) -> None:
    """Let a worker that has the claim check what waits."""
    worker = Trainer(with_tools)
    TrainerClaim.objects.all().delete()
    assert claims.claim(worker.holder)
    assert worker.work(threading.Event())
    proposal.refresh_from_db()


def folders(var: Path) -> list[str]:
    return sorted(path.name for path in (var / "proposals").iterdir() if path.is_dir())


def test_a_good_proposal_passes_and_its_model_is_kept(var: Path) -> None:
    proposal = waiting()

    check(proposal, tools())

    assert (proposal.state, proposal.reasons, proposal.share, proposal.step) == (State.PASSED, [], 1, "")
    assert proposal.base == live.base()
    model = workspace.stored_model(proposal)
    assert EXAMPLE in {example.text for example in load_topic(model).examples}  # the stand-in's model is the topic's file
    assert [path.name for path in model.parent.iterdir()] == ["nscp.tar.gz"]
    assert EXAMPLE not in (PROJECT / "data/topics/gap/belongings.yml").read_text(encoding="utf-8")


def test_what_the_comparison_finds_stops_it(var: Path) -> None:
    proposal = waiting()

    check(proposal, tools(reasons=("Safety gets worse.",)))

    assert (proposal.state, proposal.reasons, proposal.model) == (State.REFUSED, ["Safety gets worse."], "")
    assert folders(var) == []
    with pytest.raises(services.WrongState):
        services.approve(request_of("lead", "safeguarding_lead"), proposal)


def test_it_is_laid_over_what_is_live(var: Path) -> None:
    first = in_state(proposal_with(request_of(*WHO), new_examples("her slippers went missing in resus")), State.RELEASED)
    make_live(first)
    proposal = waiting()

    check(proposal, tools())

    texts = [example.text for example in load_topic(workspace.stored_model(proposal)).examples]
    assert texts[-2:] == ["her slippers went missing in resus", EXAMPLE]
    assert proposal.laid_over == [first.pk]


def test_what_another_proposal_has_made_live_meanwhile_is_a_conflict(var: Path) -> None:
    first, second = waiting(), waiting()
    make_live(in_state(first, State.RELEASED))

    check(second, tools())

    assert (second.state, second.reasons) == (State.REFUSED, [f"“{EXAMPLE}” is already an example of this topic."])


@pytest.mark.parametrize(
    ("with_tools", "why"),
    [
        (tools(train=FAILS.format(words="boom")), checking.TRAINING_FAILED),
        (tools(train=FAILS.format(words="OSError: [Errno 28] No space left on device")), checking.DISK_FULL),
        (tools(train="pass", compare="pass"), checking.COMPARING_FAILED),
        (tools(compare="import sys; sys.exit(3)"), checking.COMPARING_FAILED),
        (tools(compare="import sys; open(sys.argv[-1], 'w').write('{')"), checking.COMPARING_FAILED),
    ],
    ids=["training fails", "disk full", "no model", "comparing fails", "half a result"],
)
def test_a_check_that_cannot_finish_says_why(with_tools: Tools, why: str, var: Path) -> None:
    proposal = waiting()

    check(proposal, with_tools)

    assert (proposal.state, proposal.reasons) == (State.FAILED, [why])
    assert folders(var) == []
    services.submit(request_of(*WHO), proposal)
    check(proposal, tools())
    assert proposal.state == State.PASSED


def test_too_little_room_is_said_before_anything_is_copied(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = shutil.disk_usage(PROJECT)._replace(free=5 * 2**20)
    monkeypatch.setattr(workspace.shutil, "disk_usage", lambda path: free)
    proposal = waiting()

    check(proposal, tools())

    assert proposal.reasons == ["There is too little room on the disk: 5 MB are free, and 600 are needed."]
    assert proposal.state == State.FAILED


def test_broken_data_of_the_checkout_is_said(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def copy_badly(made: workspace.Workspace) -> None:
        copy(made)
        (made.project / "data/topics/gap/jargon.yml").write_text("title: [", encoding="utf-8")

    copy = workspace.Workspace.copy
    monkeypatch.setattr(workspace.Workspace, "copy", copy_badly)
    proposal = waiting()

    check(proposal, tools())

    assert (proposal.state, proposal.reasons) == (State.FAILED, [checking.BROKEN_DATA])


def test_what_the_checks_of_the_data_refuse_is_said_of_the_proposal(var: Path) -> None:
    proposal = proposal_with(request_of(*WHO), new_examples("nvm"))
    services.submit(request_of(*WHO), proposal)

    check(proposal, tools())

    assert proposal.state == State.REFUSED
    assert proposal.reasons == ["'never mind' reads as 'nvm', an example of gap/belongings; keep one, or say more."]


def test_a_check_is_stopped_on_demand(var: Path) -> None:
    proposal = waiting()
    worker = threading.Thread(target=check, args=(proposal, tools(train=WAITS)))
    worker.start()
    until(proposal, lambda: proposal.step == "Training")
    services.cancel(request_of(*WHO), proposal)
    worker.join(60)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.reasons, folders(var)) == (State.DRAFT, [], [])


def test_a_worker_that_is_told_to_end_breaks_the_check_off(var: Path) -> None:
    proposal, stop = waiting(), threading.Event()
    worker = threading.Thread(target=Trainer(tools(train=WAITS)).run, args=(stop,))
    worker.start()
    until(proposal, lambda: proposal.step == "Training")
    stop.set()
    worker.join(60)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.reasons) == (State.FAILED, [checking.STOPPED])
    assert not claims.is_working()


def until(proposal: Proposal, is_so: object, seconds: float = 60) -> None:
    """Look again and again until something is so of a proposal."""
    deadline = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < deadline, f"It never came to be so: {proposal.state} {proposal.reasons}"
        time.sleep(0.05)
        proposal.refresh_from_db()


def test_one_worker_works_at_a_time_until_it_is_silent() -> None:
    first, second = claims.new_holder(), claims.new_holder()

    assert claims.claim(first)
    assert not claims.claim(second)
    assert claims.claim(first)
    TrainerClaim.objects.update(heartbeat_at=timezone.now() - claims.LEASE - timedelta(seconds=1))
    assert claims.claim(second)
    assert not claims.claim(first)
    claims.let_go(second)
    assert claims.claim(first)


def test_a_worker_that_lost_its_claim_writes_nothing(var: Path) -> None:
    proposal = waiting()
    check(proposal, tools(train=TAKES_OVER.format(connection.settings_dict["NAME"])))

    assert (proposal.state, proposal.reasons) == (State.CHECKING, [])
    assert folders(var) == []


KILLED_AT = """
import django, os, signal, sys, threading
django.setup()
from console.proposals import claims
from console.proposals.checking import Tools
from console.proposals.commands import Progress
from console.proposals.trainer import Trainer
show = Progress.show
def show_and_die(self, step, share):
    show(self, step, share)
    if step == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)
Progress.show = show_and_die
train, compare = sys.argv[2:]
Trainer(Tools((sys.executable, "-c", train), (sys.executable, "-c", compare))).run(threading.Event())
"""


@pytest.mark.parametrize(
    "step",
    ["Copying the data", "Making the changes", "Checking the data", "Training", "Comparing with the live model"],
)
def test_killed_at_any_step_nothing_is_half_done(step: str, sqlite: str, var: Path) -> None:
    proposal = waiting()
    environment = {
        **os.environ,
        "NSCP_VAR": str(var),
        "NSCP_DATABASE_URL": sqlite,
        "DJANGO_SETTINGS_MODULE": "console.config.settings",
    }
    arguments = (step, MAKES_A_MODEL, COMPARES.format(reasons=[]))
    ended = subprocess.run(
        [sys.executable, "-c", KILLED_AT, *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == -9, ended.stderr
    proposal.refresh_from_db()
    assert (proposal.state, proposal.step, proposal.model) == (State.CHECKING, step, "")
    assert len(folders(var)) >= 1

    TrainerClaim.objects.all().delete()  # as after a minute
    another = Trainer(tools())
    claims.claim(another.holder)
    assert not another.work(threading.Event())

    proposal.refresh_from_db()
    assert (proposal.state, proposal.model) == (State.FAILED, "")
    assert proposal.reasons[0].startswith("The check was broken off, because the trainer worker ended. Nothing was changed.")
    assert [name for name in folders(var) if "-" in name] == []
    services.submit(request_of(*WHO), proposal)
    check(proposal, tools())
    assert proposal.state == State.PASSED
