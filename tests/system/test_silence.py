"""Silence: a whole conversation, faults included, with everything logged at DEBUG, behind a network guard.

What a family types may be in the database with personal details hidden, and nowhere else.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.running_server import PROJECT, Server, free_port
from tests.system.action_servers import action_server_at_debug, hanging_action_server, quoting_action_server
from tests.system.api.client import JSON, Client
from tests.system.family import BY_REST, Canary, Family

GUARD = PROJECT / "tests" / "system" / "guard"
PROCESSES = ["rasa", "actions", "mailer"]
MAIL_SECONDS = 60
NOT_WRITTEN_TO = {".git", ".venv", ".venv-tools", ".uv", "__pycache__"}  # folders of the checkout that no server writes to
ADDRESS = "NSCP@northnorthants.gov.uk"


@dataclass(frozen=True)
class Evidence:
    """What the conversation left behind.

    Attributes:
        folder: all that the processes were given to write in: logs, local state, home, temporary folder.
        family: who wrote.
        files: those that held the harmless word, before or after the servers stopped.
        stored: the raw bytes of the database's files before and after, lower-case: also what was overwritten.
        mail: the one that brings NSCP the message which was sent.
    """

    folder: Path
    family: Family
    files: set[Path]
    stored: bytes = field(repr=False)
    mail: Path

    @property
    def canary(self) -> Canary:
        return self.family.canary

    @property
    def logs(self) -> dict[str, str]:
        """What each process printed."""
        return {name: (self.folder / f"{name}.log").read_text(errors="replace") for name in PROCESSES}

    @property
    def guard(self) -> list[str]:
        """What the network guard noted."""
        return (self.folder / "guard.notes").read_text().splitlines()

    def sender_ids(self) -> set[str]:
        """The ids of all conversations that our own channel began."""
        with closing(sqlite3.connect(self.folder / "var" / "nscp.sqlite")) as connection:
            found = {
                row[0] for row in connection.execute("SELECT sender_id FROM events UNION SELECT sender_id FROM messages")
            }
        return found - {BY_REST}


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    folder, actions_port, began = tmp_path_factory.mktemp("silence"), free_port(), time.time()
    for name in ("home", "tmp"):
        (folder / name).mkdir()
    settings = {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(GUARD), os.environ.get("PYTHONPATH")])),
        "NETWORK_GUARD_FILE": str(folder / "guard.notes"),
        "LOG_LEVEL_LIBRARIES": "DEBUG",
        "NSCP_ACTION_SECONDS": "2",
        "NSCP_LOG_FORMAT": "json",
        "NSCP_RATE_SESSION": "1000/minute",
        "NSCP_TRUSTED_PROXIES": "1",
        "NSCP_VAR": str(folder / "var"),
    }
    server = Server(folder, settings, ("--debug",), f"http://127.0.0.1:{actions_port}/webhook")
    try:
        server.start()
        server.start_mailer()
        family = Family(server.address, server.var / "nscp.sqlite", Canary())
        with action_server_at_debug(actions_port, folder / "actions.log", settings):
            family.talk()
            family.type_commands()
            family.send_nonsense()
            family.use_the_page()
            family.write_while_the_store_fails()
            misuse_the_action_server(actions_port, family.canary.word)
        for without_actions in (nullcontext, quoting_action_server, hanging_action_server):
            with without_actions(actions_port):
                assert ADDRESS in family.expect(200, family.ask_for_a_person()).body.decode()
        family.leave()
        mail = kept_mail(folder, family.reference)
        files = files_with(family.canary.word, written_in(folder, began))
        stored = database_bytes(folder)
    finally:
        server.stop()
    files |= files_with(family.canary.word, written_in(folder, began))
    return Evidence(folder, family, files, stored + database_bytes(folder), mail)


def kept_mail(folder: Path, reference: str) -> Path:
    """The mail that brings a message to NSCP, as the mailer keeps it where no mail server is set."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        if found := list((folder / "var" / "mail").glob(f"*{reference}.eml")):
            return found[0]
        time.sleep(0.2)
    raise AssertionError("the message for NSCP was not mailed")


def misuse_the_action_server(port: int, word: str) -> None:
    """Call it as nobody should."""
    client = Client(f"http://127.0.0.1:{port}")
    calls = [
        {"next_action": word, "tracker": {"sender_id": word}},
        {"next_action": "action_hand_off", "tracker": word},
        [word],
    ]
    replies = [client.post("/webhook", call) for call in calls]
    replies += [client.call("POST", "/webhook", b"{" + word.encode(), JSON), client.call("GET", f"/{word}")]
    assert all(reply.status >= 400 for reply in replies)


def database_bytes(folder: Path) -> bytes:
    """The database with its journal."""
    return b"".join(file.read_bytes() for file in sorted((folder / "var").glob("nscp.sqlite*"))).lower()


def written_in(folder: Path, since: float) -> Iterator[Path]:
    """All files in a folder, and those of the checkout and of the system's temporary folder written since a time."""
    yield from folder.rglob("*")
    for place in (PROJECT, tempfile.gettempdir()):
        for top, folders, names in os.walk(place):
            folders[:] = [name for name in folders if name not in NOT_WRITTEN_TO]
            for path in (Path(top, name) for name in names):
                with suppress(OSError):  # somebody else's, gone meanwhile
                    if path.stat().st_mtime >= since:
                        yield path


def files_with(text: str, paths: Iterable[Path]) -> set[Path]:
    """Those files that hold a text, in any case."""
    return {path for path in paths if path.is_file() and text.encode() in _bytes(path).lower()}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # somebody else's
        return b""


def test_every_kind_of_reply_was_given(evidence: Evidence) -> None:
    assert evidence.family.kinds >= {"answer", "gap", "clarify", "safety", "other"}


def test_everything_was_logged_at_debug(evidence: Evidence) -> None:
    assert '"DEBUG", "logger": "rasa.core.processor"' in evidence.logs["rasa"]
    assert '"DEBUG", "logger": "rasa_sdk.executor"' in evidence.logs["actions"]


@pytest.mark.parametrize("name", PROCESSES)
def test_once_families_may_write_nothing_but_our_lines_is_printed(evidence: Evidence, name: str) -> None:
    lines = evidence.logs[name].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("{"))
    assert [line for line in lines[first:] if not line.startswith('{"time": "')] == []


@pytest.mark.parametrize("name", PROCESSES)
def test_no_text_and_no_personal_detail_is_in_a_log(evidence: Evidence, name: str) -> None:
    log = evidence.logs[name].lower()
    assert [text for text in (evidence.canary.word, *evidence.canary.details) if text.lower() in log] == []


@pytest.mark.parametrize("name", PROCESSES)
def test_no_token_and_no_sender_id_is_in_a_log(evidence: Evidence, name: str) -> None:
    secrets = evidence.family.tokens | evidence.sender_ids()
    assert len(evidence.family.tokens) >= 3
    assert len(evidence.sender_ids()) >= 2
    assert [secret for secret in secrets if secret in evidence.logs[name]] == []


def test_what_was_typed_is_in_the_database_and_the_mail_and_in_no_other_file(evidence: Evidence) -> None:
    database = evidence.folder / "var" / "nscp.sqlite"
    assert evidence.files
    assert evidence.files <= {database, database.with_name("nscp.sqlite-wal"), evidence.mail}


def test_the_message_for_nscp_came_with_what_was_typed(evidence: Evidence) -> None:
    mail = message_from_bytes(evidence.mail.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    typed = body.get_content()
    assert [detail for detail in evidence.canary.details[:-1] if detail not in typed] == []
    assert len(list(evidence.mail.parent.iterdir())) == 1


def test_no_personal_detail_is_in_the_database_even_where_it_was_overwritten(evidence: Evidence) -> None:
    assert evidence.canary.word.encode() in evidence.stored
    assert [detail for detail in evidence.canary.details if detail.lower().encode() in evidence.stored] == []


def test_nothing_connected_to_the_outside(evidence: Evidence) -> None:
    assert sum("guards" in note for note in evidence.guard) >= len(PROCESSES)
    assert [note for note in evidence.guard if "outside" in note] == []


@pytest.mark.parametrize(
    "command", [["-m", "rasa", "run", "-i", "127.0.0.1", "--port"], ["-m", "rasa_sdk", "--actions", "actions", "--port"]]
)
def test_a_wrong_setting_is_still_said_in_words(command: list[str], tmp_path: Path) -> None:
    settings = {**os.environ, "NSCP_LOG_FORMAT": "xml", "NSCP_VAR": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, *command, str(free_port())],
        cwd=PROJECT,
        env=settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 1
    assert re.search(r"NSCP_LOG_FORMAT must be .*'xml'", result.stdout + result.stderr)
