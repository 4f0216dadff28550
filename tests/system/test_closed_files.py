"""What the processes write is closed to other users of the machine, whatever umask they are started with."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.running_server import MANAGE, PROJECT

OTHERS = 0o077
USUAL_UMASK = 0o022
COMMANDS = {
    "console": (*MANAGE, "migrate", "--verbosity", "0"),
    "action server": (".venv/bin/python", "-c", "import actions"),
    "Rasa server": (
        ".venv/bin/python",
        "-W",
        "ignore",
        "-c",
        "from assistant.channel.website import WebsiteInput; WebsiteInput.from_credentials(None)\n"
        "from assistant.store.tracker_store import PrivateTrackerStore as Store; Store().database.run_now(lambda _: None)",
    ),
}


def start(name: str, var: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Let a process make its local state."""
    environment = {**os.environ, "NSCP_VAR": str(var), **more}
    return subprocess.run(
        COMMANDS[name], cwd=PROJECT, env=environment, umask=USUAL_UMASK, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_each_process_closes_what_it_writes(tmp_path: Path, name: str) -> None:
    var = tmp_path / "var"

    done = start(name, var)

    assert done.returncode == 0, done.stderr
    made = [var, *var.rglob("*")]
    assert len(made) > 1
    assert [path.name for path in made if path.stat().st_mode & OTHERS] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_database_elsewhere_is_closed_too(tmp_path: Path, name: str) -> None:
    file = tmp_path / "chats.sqlite"
    file.touch(mode=0o644)
    file.chmod(0o644)

    done = start(name, tmp_path / "var", NSCP_DATABASE_URL=f"sqlite:///{file}")

    assert done.returncode == 0, done.stderr
    assert not any(path.stat().st_mode & OTHERS for path in tmp_path.glob("chats*"))
    assert "Other users of this machine could read" in done.stderr
