"""Live changes are written into the files of the checkout, once, and nothing else is."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from console.proposals import live
from console.proposals.management.commands import apply_changes
from console.proposals.models import Proposal
from console.proposals.states import State
from nscp.settings import PROJECT
from nscp.topics import load_topic
from tests.unit.console.people import recorded
from tests.unit.console.proposed import EXAMPLE, in_state, make_live, new_examples, proposal_with, request_of

FILE = "data/topics/gap/belongings.yml"


@pytest.fixture(autouse=True)
def checkout(sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Empty tables, and a checkout of the test's own."""
    project = tmp_path / "checkout"
    shutil.copytree(PROJECT / "data", project / "data", ignore=shutil.ignore_patterns("*.npz"))
    (project / "docs").mkdir()
    shutil.copy(PROJECT / "domain.yml", project)
    monkeypatch.setattr(apply_changes, "PROJECT", project)
    # The command that lays changes is a module of the real checkout.
    monkeypatch.setattr(apply_changes, "CODE", PROJECT)
    return project


def released(*examples: str) -> Proposal:
    proposal = proposal_with(request_of("ann", "trainer"), new_examples(*examples))
    in_state(proposal, State.RELEASED, released_at=timezone.now())
    make_live(proposal)
    return proposal


def apply() -> str:
    out = StringIO()
    call_command("apply_changes", stdout=out)
    return out.getvalue()


def examples_in(checkout: Path) -> list[str]:
    return [example.text for example in load_topic(checkout / FILE).examples]


def test_live_changes_are_written_and_marked(checkout: Path) -> None:
    proposal = released(EXAMPLE)
    in_state(proposal_with(request_of("ann"), new_examples("her slippers went missing in resus")), State.PASSED)

    printed = apply()

    assert examples_in(checkout)[-1] == EXAMPLE
    assert printed.splitlines()[:2] == [FILE, "docs/answers.md"]
    assert (checkout / "docs" / "answers.md").read_text(encoding="utf-8").startswith("# Every answer")
    assert live.only_in_database() == 0
    assert recorded()[-1] == ("change", f"proposal {proposal.pk}", "wrote its changes into the data files")


def test_they_are_written_once(checkout: Path) -> None:
    released(EXAMPLE)
    apply()

    assert "Nothing to write" in apply()
    assert examples_in(checkout).count(EXAMPLE) == 1


def test_what_does_not_fit_the_files_any_more_changes_and_marks_nothing(checkout: Path) -> None:
    released(EXAMPLE)
    before = (checkout / "docs").stat().st_mtime_ns
    (checkout / FILE).unlink()

    with pytest.raises(CommandError, match=r"The topic that was to be changed is no longer there\. No file was changed\."):
        apply()

    assert live.only_in_database() == 1
    assert (checkout / "docs").stat().st_mtime_ns == before
